//! What stands beside the tables: the targets of the plan, and a page that
//! says what is what and that everybody is made up.

use std::path::Path;

use anyhow::Context;
use jinxue_domain::Tier;

use super::{Province, registry::UNASSIGNED_DIVISION};

/// Writes `06-targets.csv`: classes and person-times of each tier.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn write_targets(province: &Province, folder: &Path) -> anyhow::Result<()> {
    let mut text = "层级,班次数,培训人次\n".to_owned();
    for tier in [Tier::Province, Tier::City, Tier::County] {
        let classes = province.classes.iter().filter(|class| class.tier == tier);
        let (count, seats) = classes.fold((0, 0), |(n, seats), class| (n + 1, seats + class.seats_max));
        text += &format!("{},{count},{seats}\n", tier.zh());
    }
    save(&folder.join("06-targets.csv"), &text)
}

/// Writes `README.md`.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn write_readme(province: &Province, folder: &Path) -> anyhow::Result<()> {
    let (year, seed) = (province.year, province.seed);
    let people = province.people.len();
    let (units, classes) = (province.units.len(), province.classes.len());
    let text = format!(
        "# 演示省份 / Demonstration province\n\n\
         **所有人员均为虚构。** 姓名由常见姓氏与常用名随机组合，身份证号使用从未分配的区划码 {UNASSIGNED_DIVISION}，\
         因此不可能属于任何真实的人；市、县名称真实，其余单位为示意。\n\n\
         **Everybody here is made up.** Names are put together from common surnames and given names; citizen \
         numbers stand under {UNASSIGNED_DIVISION}, a division code that was never assigned, so none can be a real \
         person's. Cities and counties are true, the other units are plausible.\n\n\
         {people} 人 people · {units} 个单位 units · {year} 年 {classes} 个班次 classes\n\n\
         | 文件 file | 内容 what it is | 导入类别 kind |\n\
         |---|---|---|\n\
         | `01-units.xlsx` | 单位树 the tree of units | units |\n\
         | `02-roster.xlsx` | 人员名册 people, posts and ranks | roster |\n\
         | `03-history.xlsx` | 培训记录 past training | history |\n\
         | `04-gaps.xlsx` | 能力短板 gaps: three kinds, three sources of evidence | gaps |\n\
         | `05-plan.xlsx` | 年度培训计划 the year's classes | plan |\n\
         | `06-targets.csv` | 各层级目标 targets by tier | – |\n\
         | `07-roster-with-faults.xlsx` | 待核对的名册，含各类常见错误 a roster with every common mistake | roster |\n\
         | `people/` | 干部任免审批表 appointment forms, `.lrmx` and `.lrm` | people |\n\n\
         按编号依次导入；行数多的表会分成 `-2`、`-3` 等多个文件。\n\
         Import them in this order; long tables go on in `-2`, `-3` …\n\n\
         同样的参数生成同样的文件 the same options give the same files: \
         `jinxue generate province FOLDER --people {people} --seed {seed} --year {year}`\n"
    );
    save(&folder.join("README.md"), &text)
}

fn save(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
