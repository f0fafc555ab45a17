/**
 * The shape of the server's OpenAPI document, as `openapi-typescript` writes it.
 * `npm run codegen` replaces this file from `crates/jinxue-api/openapi.json`.
 */
type Json<T> = { headers: { [name: string]: unknown }; content: { "application/json": T } };
type Wrapped = { default: Json<components["schemas"]["Wrapped"]> };
type At<P> = [P] extends [never] ? { path?: never } : { path: P };
type Get<R, Q = never, P = never> = { parameters: { query?: Q; header?: never; cookie?: never } & At<P>; requestBody?: never; responses: { 200: Json<R> } & Wrapped };
type Body<B> = [B] extends [never] ? { requestBody?: never } : { requestBody: { content: { "application/json": B } } };
type Send<R, B = never, P = never, Q = never> = {
  parameters: { query?: Q; header?: { "If-Match"?: string; "Idempotency-Key"?: string }; cookie?: never } & At<P>;
  responses: { 200: Json<R> } & Wrapped;
} & Body<B>;
type Id = { id: string };
type List<T> = { items: T[] };
type Page<T> = { items: T[]; next?: string | null; total: number };
type Window<T> = { items: T[]; offset: number; total: number };
type S = components["schemas"];
type PeopleQuery = {
  unit?: string;
  grade_from?: number;
  grade_to?: number;
  role?: string;
  sector?: string;
  topic?: string;
  due?: string;
  q?: string;
  sort?: string;
  offset?: number;
  limit?: number;
};
type ClassQuery = { tier?: string; kind?: string; state?: string; organiser?: string; topic?: string; month?: string; q?: string; sort?: string; after?: string; limit?: number };

export interface paths {
  "/api/v1/version": { get: Get<S["Version"]> };
  "/api/v1/units": { get: Get<List<S["Unit"]>> };
  "/api/v1/people": { get: Get<Window<S["PersonRow"]>, PeopleQuery> };
  "/api/v1/people/{id}": { get: Get<S["Person"], never, Id>; patch: Send<S["Person"], S["PersonEdit"], Id> };
  "/api/v1/people/{id}/gaps": { post: Send<S["Gap"], S["NewGapEntry"], Id> };
  "/api/v1/topics": { get: Get<S["Fields"]> };
  "/api/v1/divisions": { get: Get<List<S["Division"]>> };
  "/api/v1/gaps/summary": { get: Get<S["GapSummary"], { unit?: string }> };
  "/api/v1/plans": { get: Get<List<S["PlanRow"]>>; post: Send<S["Plan"], S["NewPlan"]> };
  "/api/v1/plans/{id}": { get: Get<S["Plan"], never, Id> };
  "/api/v1/plans/{id}/targets": { put: Send<S["Plan"], S["Targets"], Id> };
  "/api/v1/plans/{id}/classes": { get: Get<Page<S["ClassRow"]>, ClassQuery, Id>; post: Send<S["Class"], S["NewClass"], Id> };
  "/api/v1/classes/transitions": { post: Send<S["StepsTaken"], S["Steps"]> };
  "/api/v1/plans/{id}/ribbon": { get: Get<S["Ribbon"], never, Id> };
  "/api/v1/plans/{id}/warnings": { get: Get<S["Warnings"], { kind?: string; after?: string; limit?: number }, Id> };
  "/api/v1/plans/{id}/runs": { post: Send<S["Run"], S["NewRun"], Id> };
  "/api/v1/classes/{id}": { get: Get<S["Class"], never, Id>; patch: Send<S["Class"], S["ClassEdit"], Id> };
  "/api/v1/classes/{id}/transitions": { post: Send<S["Class"], S["Step"], Id> };
  "/api/v1/classes/{id}/seats": { get: Get<List<S["ClassSeat"]>, never, Id> };
  "/api/v1/imports": { get: Get<List<S["Import"]>> };
  "/api/v1/imports/{id}": { get: Get<S["Import"], never, Id>; delete: Send<never, never, Id> };
  "/api/v1/imports/{id}/rows": { get: Get<S["ImportRows"], { verdict?: string; after?: number; limit?: number }, Id> };
  "/api/v1/imports/{id}/mapping": { put: Send<S["Import"], S["Mapping"], Id> };
  "/api/v1/imports/{id}/rows/{row_no}": { put: Send<S["ImportRow"], S["RowEdit"], { id: string; row_no: number }> };
  "/api/v1/imports/{id}/commit": { post: Send<S["Import"], never, Id> };
  "/api/v1/imports/{id}/undo": { post: Send<S["Import"], never, Id> };
  "/api/v1/runs": { get: Get<List<S["Run"]>, { plan?: string }> };
  "/api/v1/runs/{id}": { get: Get<S["Run"], never, Id> };
  "/api/v1/runs/{id}/stop": { post: Send<S["Run"], never, Id> };
  "/api/v1/runs/{id}/accept": { post: Send<S["Accepted"], never, Id> };
  "/api/v1/runs/{id}/classes": { get: Get<List<S["RunClass"]>, never, Id> };
  "/api/v1/runs/{id}/classes/{class}/people": { get: Get<List<S["RunSeat"]>, never, { id: string; class: string }> };
  "/api/v1/runs/{id}/people": { get: Get<Window<S["RunPerson"]>, { q?: string; unit?: string; offset?: number; limit?: number }, Id> };
  "/api/v1/runs/{id}/people/{person}": { get: Get<S["Answers"], never, { id: string; person: string }> };
  "/api/v1/runs/{id}/compare/{other}": { get: Get<S["Comparison"], { after?: string; limit?: number }, { id: string; other: string }> };
  "/api/v1/rules": { get: Get<List<S["Rule"]>, { unit?: string }> };
  "/api/v1/rules/{code}/override": {
    put: Send<S["Rule"], S["NewRuleOverride"], { code: string }>;
    delete: Send<S["Rule"], never, { code: string }, { unit: string }>;
  };
  "/api/v1/calendar/{year}": { get: Get<S["Calendar"], never, { year: number }> };
  "/api/v1/search": { get: Get<S["Found"], { q: string; limit?: number }> };
  "/api/v1/jobs": { get: Get<List<S["Job"]>> };
  "/api/v1/jobs/{id}/cancel": { post: Send<S["Job"], never, Id> };
  "/api/v1/overview": { get: Get<S["Overview"], { unit?: string }> };
}

export interface components {
  schemas: {
    Holiday: {
      from: string;
      to: string;
      name: string;
      name_en: string;
    };
    Calendar: {
      year: number;
      /** No notice for this year is known: only weekends are off. */
      provisional: boolean;
      /** The notice it comes from. */
      source?: string | null;
      /** `C` confirmed, `S` secondary source, `U` unconfirmed. */
      mark?: string | null;
      holidays: components["schemas"]["Holiday"][];
      /** Weekend days that are worked. */
      workdays: string[];
    };
    ClassRow: {
      id: string;
      code: string;
      name: string;
      organiser_id: string;
      organiser_name: string;
      tier: string;
      kind: string;
      state: string;
      start_date: string;
      end_date: string;
      seats_min: number;
      seats_max: number;
      seats_taken: number;
      hours: number;
      main_topic: string;
      main_topic_name: string;
      main_topic_name_en: string;
      budget_yuan?: number | null;
      version: number;
    };
    ClassTopic: {
      topic: string;
      /** 1…100. */
      percent: number;
      main: boolean;
    };
    ClassQuota: {
      unit_id: string;
      unit_name?: string;
      seats_min: number;
      /** No upper bound when absent. */
      seats_max?: number | null;
    };
    ClassTransition: {
      from: string;
      to: string;
      actor: string;
      remark?: string | null;
      /** Microseconds UTC. */
      at: number;
    };
    FeeVerdict: {
      cap_yuan_per_person: number;
      /** For the greatest number of seats. */
      cap_yuan: number;
      budget_yuan?: number | null;
      within: boolean;
      rule: components["schemas"]["RuleRef"];
      words: components["schemas"]["Words"];
    };
    Class: components["schemas"]["ClassRow"] & {
      plan_id: string;
      year: number;
      venue?: string | null;
      division?: string | null;
      audience_id: string;
      audience_name: string;
      grade_from: number;
      grade_to: number;
      /** Empty: all. */
      roles: string[];
      sectors: string[];
      fee_category: string;
      recognised: boolean;
      remark?: string | null;
      topics: components["schemas"]["ClassTopic"][];
      quotas: components["schemas"]["ClassQuota"][];
      transitions: components["schemas"]["ClassTransition"][];
      /** The states it may go to next. */
      next_states: string[];
      fee: components["schemas"]["FeeVerdict"];
      warnings: components["schemas"]["Warning"][];
      /** Who is meant, in words. */
      audience: components["schemas"]["Words"];
    };
    NewClass: {
      code: string;
      name: string;
      organiser_id: string;
      tier: string;
      kind: string;
      start_date: string;
      end_date: string;
      seats_min: number;
      seats_max: number;
      hours: number;
      audience_id: string;
      grade_from: number;
      grade_to: number;
      roles?: string[];
      sectors?: string[];
      fee_category: string;
      topics: components["schemas"]["ClassTopic"][];
      quotas?: components["schemas"]["ClassQuota"][];
      venue?: string | null;
      division?: string | null;
      budget_yuan?: number | null;
      recognised?: boolean;
      remark?: string | null;
    };
    ClassEdit: {
      name?: string | null;
      organiser_id?: string | null;
      kind?: string | null;
      start_date?: string | null;
      end_date?: string | null;
      seats_min?: number | null;
      seats_max?: number | null;
      hours?: number | null;
      audience_id?: string | null;
      grade_from?: number | null;
      grade_to?: number | null;
      roles: string[] | null;
      sectors: string[] | null;
      fee_category?: string | null;
      topics: components["schemas"]["ClassTopic"][] | null;
      quotas: components["schemas"]["ClassQuota"][] | null;
      /** Empty: none. */
      venue?: string | null;
      /** Empty: none. */
      division?: string | null;
      /** 0: none. */
      budget_yuan?: number | null;
      recognised?: boolean | null;
      remark?: string | null;
    };
    Step: {
      to: string;
      remark?: string | null;
    };
    Steps: {
      classes: string[];
      to: string;
      remark?: string | null;
    };
    StepsTaken: {
      moved: number;
      refused: components["schemas"]["StepRefused"][];
    };
    StepRefused: {
      class_id: string;
      error: components["schemas"]["Problem"];
    };
    ClassSeat: {
      person_id: string;
      name: string;
      unit_name: string;
      post?: string | null;
      grade: number;
      state: string;
      mandatory: boolean;
      run_id?: string | null;
    };
    Problem: {
      /** A word of the table in `docs/errors`. */
      code: string;
      message: string;
      message_en: string;
      /** The field or object it is about. */
      field?: string | null;
      /** The value that was refused. */
      value?: string | null;
      /** What would have been accepted. */
      expected?: string | null;
      /** The number to read out on the telephone. */
      request_id?: string | null;
      /** The other faults of the same request. */
      more?: components["schemas"]["Problem"][];
      /** The object as it is now, when an edit was made on an older version of it. */
      current?: unknown | null;
    };
    Wrapped: {
      error: components["schemas"]["Problem"];
    };
    GapEntry: {
      severity: number;
      /** `self`, `appraisal`, `measured`. */
      evidence: string;
      noted_on: string;
      note?: string | null;
    };
    Gap: {
      topic: string;
      topic_name: string;
      topic_name_en: string;
      /** `knowledge`, `experience`, `ability`. */
      kind: string;
      /** 1…100; 0 when the evidence has closed it. */
      severity: number;
      /** The kind of evidence the severity comes from. */
      evidence: string;
      noted_on: string;
      entries: components["schemas"]["GapEntry"][];
    };
    NewGapEntry: {
      topic: string;
      kind: string;
      /** 0 (no gap) … 100. */
      severity: number;
      evidence: string;
      noted_on: string;
      note?: string | null;
    };
    GapCell: {
      /** The band, such as `division` (县处级). */
      band: string;
      people: number;
      severity_sum: number;
      /** Seats of the year's classes that teach the topic to this band, shared by demand. */
      seats: number;
    };
    GapRow: {
      topic: string;
      name: string;
      name_en: string;
      people: number;
      cells: components["schemas"]["GapCell"][];
      /** Worth of one more seat by the last accepted or finished run, if there is one. */
      seat_worth?: number | null;
    };
    GapSummary: {
      /** The bands with their labels, in order. */
      bands: components["schemas"]["Band"][];
      rows: components["schemas"]["GapRow"][];
    };
    Band: {
      code: string;
      label: components["schemas"]["Words"];
    };
    Import: {
      id: string;
      /** `units`, `roster`, `plan`, `history`, `gaps`, `people`. */
      kind: string;
      file_name: string;
      bytes: number;
      /** `uploaded`, `previewing`, `previewed`, `committing`, `committed`, `undoing`, `undone`, `failed`. */
      state: string;
      /** The subtree it is for, and the unit that remembers the mapping. */
      unit_id?: string | null;
      sheet?: string | null;
      columns: components["schemas"]["Column"][];
      /** Fields a column can be mapped to. */
      fields: components["schemas"]["FieldInfo"][];
      rows_total: number;
      rows_new: number;
      rows_changed: number;
      rows_same: number;
      rows_faulty: number;
      rows_ask: number;
      /** Why the whole file was refused. */
      fault?: components["schemas"]["Words"] | null;
      job_id?: string | null;
      progress_done: number;
      progress_total: number;
      version: number;
      created_at: number;
      committed_at?: number | null;
      undone_at?: number | null;
    };
    Column: {
      header: string;
      /** Absent: the column is left out. */
      field?: string | null;
    };
    FieldInfo: {
      field: string;
      label: components["schemas"]["Words"];
      required: boolean;
    };
    Mapping: {
      columns: { [key: string]: string | null };
    };
    CellFault: {
      /** Position of the column, from 0; absent when the whole row is meant. */
      column?: number | null;
      header?: string | null;
      value: string;
      expected: components["schemas"]["Words"];
      message: components["schemas"]["Words"];
    };
    Change: {
      field: string;
      label: components["schemas"]["Words"];
      old?: string | null;
      new?: string | null;
    };
    ImportRow: {
      /** The row number in the file, from 1. */
      row_no: number;
      /** `new`, `changed`, `same`, `faulty`, `ask`. */
      verdict: string;
      cells: string[];
      faults: components["schemas"]["CellFault"][];
      changes: components["schemas"]["Change"][];
      /** Who it could be, when it could be several. */
      candidates: components["schemas"]["PersonRef"][];
      /** The choice made: a person's id, `new` or `skip`. */
      choice?: string | null;
    };
    ImportRows: {
      headers: string[];
      items: components["schemas"]["ImportRow"][];
      next?: number | null;
      total: number;
    };
    RowEdit: {
      /** A person's id, `new`, or `skip`. */
      choice?: string | null;
      /** Header to corrected text. */
      cells?: { [key: string]: string };
    };
    Job: {
      id: string;
      /** `import_preview`, `import_commit`, `import_undo`, `run`, `figures`. */
      kind: string;
      /** `queued`, `running`, `done`, `failed`, `cancelled`. */
      state: string;
      done: number;
      /** 0 while it is not known. */
      total: number;
      /** The object it works on. */
      subject?: string | null;
      error?: unknown | null;
      created_at: number;
      finished_at?: number | null;
    };
    DivisionHours: {
      division: string;
      people: number;
      met: number;
    };
    Waiting: {
      /** `import_faults`, `run_to_accept`, `warnings`, `targets_short`. */
      kind: string;
      words: components["schemas"]["Words"];
      count: number;
      subject?: string | null;
    };
    Overview: {
      plan_id?: string | null;
      year: number;
      people: number;
      units: number;
      classes: number;
      person_times: number;
      seats_taken: number;
      hours_short: number;
      hours_due_people: number;
      coverage: components["schemas"]["DivisionHours"][];
      demand: components["schemas"]["GapSummary"];
      waiting: components["schemas"]["Waiting"][];
    };
    TopGap: {
      topic: string;
      severity: number;
    };
    PersonRow: {
      id: string;
      name: string;
      /** `male`, `female`, `unknown`. */
      sex: string;
      /** `YYYY-MM`. */
      birth_month?: string | null;
      unit_id: string;
      unit_name: string;
      post?: string | null;
      post_level: string;
      rank: string;
      /** 1 (highest) … 12. */
      grade: number;
      role: string;
      sector?: string | null;
      division?: string | null;
      /** Tenths of a 学时 in the period the due is for. */
      hours_done_tenths: number;
      /** Tenths of a 学时; 0 when no rule applies. */
      hours_due_tenths: number;
      /** Tenths of a 学时 missing; 0 also when the days due are done. */
      hours_short_tenths: number;
      gaps_open: number;
      top_gap?: components["schemas"]["TopGap"] | null;
      seats: number;
    };
    PostEntry: {
      /** `post`, `rank`, `resume`. */
      kind: string;
      title: string;
      level?: string | null;
      unit_name?: string | null;
      from?: string | null;
      to?: string | null;
    };
    TrainingRecord: {
      id: string;
      class_name: string;
      topic?: string | null;
      kind: string;
      /** `offline`, `online`. */
      form: string;
      start_date: string;
      end_date: string;
      days: number;
      hours_tenths: number;
      /** Whether the authority recognises it (主管部门认可). */
      recognised: boolean;
      organiser?: string | null;
      institution?: string | null;
      completion?: string | null;
      /** Unit and post at the time (时任). */
      unit_then?: string | null;
      post_then?: string | null;
      /** What is odd about it: overlaps another record, repeats its content. */
      remarks: components["schemas"]["Words"][];
    };
    HoursVerdict: {
      rule: components["schemas"]["RuleRef"];
      from: string;
      to: string;
      due_tenths: number;
      done_tenths: number;
      days_due: number;
      days_done: number;
      missing_tenths: number;
      met: boolean;
      words: components["schemas"]["Words"];
      /** Until when the time may be made up after a promotion. */
      make_up_by?: string | null;
    };
    PersonSeat: {
      class_id: string;
      code: string;
      name: string;
      start_date: string;
      end_date: string;
      /** `proposed`, `announced`. */
      state: string;
      run_id?: string | null;
      /** Why this seat, in the words of the run it comes from. */
      why?: components["schemas"]["Words"] | null;
    };
    Person: components["schemas"]["PersonRow"] & {
      /** The names of the units above, outermost first. */
      unit_path: string[];
      /** All but the division and the last four characters hidden. */
      citizen_no_masked?: string | null;
      department?: string | null;
      post_since?: string | null;
      rank_since?: string | null;
      max_classes: number;
      /** `active`, `left`. */
      state: string;
      posts: components["schemas"]["PostEntry"][];
      training: components["schemas"]["TrainingRecord"][];
      /** Absent when no rule asks hours of this person. */
      hours?: components["schemas"]["HoursVerdict"] | null;
      gaps: components["schemas"]["Gap"][];
      seat_list: components["schemas"]["PersonSeat"][];
      version: number;
    };
    PersonEdit: {
      unit_id?: string | null;
      /** Empty: no post. */
      post?: string | null;
      post_level?: string | null;
      /** Since when the post is held, `YYYY-MM-DD`. */
      post_since?: string | null;
      rank?: string | null;
      rank_since?: string | null;
      role?: string | null;
      sector?: string | null;
      max_classes?: number | null;
      state?: string | null;
    };
    PlanRow: {
      id: string;
      year: number;
      name: string;
      /** `draft`, `published`. */
      state: string;
      unit_id: string;
      version: number;
    };
    TargetRow: {
      /** `province`, `city`, `county`. */
      tier: string;
      classes: number;
      person_times: number;
      /** Classes of the plan that are not cancelled. */
      planned_classes: number;
      planned_person_times: number;
      /** Of which approved, published or held. */
      approved_classes: number;
      approved_person_times: number;
    };
    StateCount: {
      state: string;
      classes: number;
    };
    Plan: components["schemas"]["PlanRow"] & {
      targets: components["schemas"]["TargetRow"][];
      states: components["schemas"]["StateCount"][];
      classes: number;
      person_times: number;
      budget_yuan: number;
      seats_taken: number;
    };
    NewPlan: {
      year: number;
      name: string;
      /** The unit that owns it; the root when absent. */
      unit_id?: string | null;
    };
    Target: {
      tier: string;
      classes: number;
      person_times: number;
    };
    Targets: {
      targets: components["schemas"]["Target"][];
    };
    RibbonItem: {
      id: string;
      code: string;
      name: string;
      tier: string;
      kind: string;
      /** Family of the main topic. */
      family: string;
      /** City division code, or `province`. */
      lane: string;
      start_date: string;
      end_date: string;
      seats_max: number;
      state: string;
      warnings: number;
    };
    Ribbon: {
      items: components["schemas"]["RibbonItem"][];
      holidays: components["schemas"]["Holiday"][];
      workdays: string[];
    };
    Warning: {
      /** `overlap`, `repetition`, `fee_cap`, `share`, `calendar`. */
      kind: string;
      class_id: string;
      class_code: string;
      class_name: string;
      /** The other class of an overlap or a repetition. */
      other_id?: string | null;
      other_code?: string | null;
      other_name?: string | null;
      words: components["schemas"]["Words"];
      rule?: components["schemas"]["RuleRef"] | null;
    };
    WarningCount: {
      kind: string;
      count: number;
    };
    Warnings: {
      counts: components["schemas"]["WarningCount"][];
      items: components["schemas"]["Warning"][];
      total: number;
      next?: string | null;
    };
    RuleSource: {
      title: string;
      article?: string | null;
      date?: string | null;
    };
    RuleRef: {
      code: string;
      words: components["schemas"]["Words"];
      source: components["schemas"]["RuleSource"];
      /** `C` confirmed, `S` secondary source, `U` unconfirmed. */
      mark: string;
    };
    RuleOverride: {
      unit_id: string;
      unit_name: string;
      value: unknown;
      source: string;
      valid_from: string;
      actor: string;
    };
    Rule: {
      code: string;
      title: components["schemas"]["Words"];
      /** Title, figures and source in one sentence. */
      words: components["schemas"]["Words"];
      value: unknown;
      unit_of_value: string;
      mark: string;
      source: components["schemas"]["RuleSource"];
      valid_from?: string | null;
      /** Unconfirmed rules are off until somebody confirms them. */
      on: boolean;
      /** The override that holds at the unit asked about, if any. */
      overridden?: components["schemas"]["RuleOverride"] | null;
    };
    NewRuleOverride: {
      unit_id: string;
      value: unknown;
      /** The document that allows it. */
      source: string;
      valid_from: string;
    };
    NewRun: {
      /** A name to tell it by; the time of day when absent. */
      name?: string | null;
      /** Wall seconds at most, 1…3,600. */
      seconds?: number;
      /** Stops when the proven gap is this many percent. */
      gap_percent?: number;
      seed?: number;
      /** the plan's year, whichever is later, when absent. */
      from?: string | null;
      /** Stay near the seats of this run. */
      stay_on_run?: string | null;
      /** Classes that are only drafts take part too. */
      with_drafts?: boolean;
    };
    RunPoint: {
      /** Seconds since it began to solve. */
      elapsed: number;
      objective: number;
      bound: number;
      /** (bound − objective) / |bound|. */
      gap: number;
      seats: number;
      iterations: number;
      /** What the engine is doing, as a word. */
      phase: string;
    };
    Run: {
      id: string;
      plan_id: string;
      name: string;
      /** `queued`, `building`, `solving`, `done`, `stopped`, `failed`. */
      state: string;
      options: components["schemas"]["NewRun"];
      people: number;
      classes: number;
      objective?: number | null;
      bound?: number | null;
      gap?: number | null;
      seats?: number | null;
      people_seated?: number | null;
      classes_held?: number | null;
      mandatory_missed?: number | null;
      quota_short?: number | null;
      /** Its course so far, thinned to a few hundred points. */
      trace: components["schemas"]["RunPoint"][];
      fault?: components["schemas"]["Words"] | null;
      created_at: number;
      finished_at?: number | null;
      accepted_at?: number | null;
    };
    RunClass: {
      class_id: string;
      code: string;
      name: string;
      start_date: string;
      end_date: string;
      topic_name: string;
      topic_name_en: string;
      held: boolean;
      seats: number;
      seats_min: number;
      seats_max: number;
      /** Worth of one more seat, in points of the objective. */
      price: number;
      eligible: number;
    };
    RunSeat: {
      person_id: string;
      name: string;
      unit_name: string;
      post?: string | null;
      grade: number;
      /** What the seat is worth, in points of the objective. */
      worth: number;
    };
    RunPerson: {
      person_id: string;
      name: string;
      unit_name: string;
      post?: string | null;
      grade: number;
      classes: string[];
      worth: number;
    };
    Answer: {
      class_id: string;
      code: string;
      name: string;
      start_date: string;
      end_date: string;
      /** `seated`, `not_eligible`, `clash`, `full`, `unit_limit`, `class_not_held`, … */
      verdict: string;
      words: components["schemas"]["Words"];
      /** The same as data. */
      data: unknown;
    };
    Answers: {
      person_id: string;
      name: string;
      unit_name: string;
      items: components["schemas"]["Answer"][];
    };
    Comparison: {
      left: components["schemas"]["Run"];
      right: components["schemas"]["Run"];
      /** People whose classes differ. */
      moved: components["schemas"]["Moved"][];
      moved_total: number;
      next?: string | null;
    };
    Moved: {
      person_id: string;
      name: string;
      unit_name: string;
      only_left: string[];
      only_right: string[];
    };
    Accepted: {
      seats_made: number;
      /** Seats of an earlier accepted run that were given up; announced ones never are. */
      seats_released: number;
      /** Announced seats that stayed though the run had other wishes. */
      announced_kept: number;
    };
    Hit: {
      /** A UUID, or a code for a topic. */
      id: string;
      name: string;
      /** What tells it from others of the name: unit and post, dates, parent. */
      detail: string;
    };
    Found: {
      people: components["schemas"]["Hit"][];
      units: components["schemas"]["Hit"][];
      classes: components["schemas"]["Hit"][];
      topics: components["schemas"]["Hit"][];
    };
    PersonRef: {
      id: string;
      name: string;
      unit_name: string;
      post?: string | null;
      birth_month?: string | null;
    };
    Health: {
      /** `ok` when the database answers. */
      status: string;
      /** `sqlite` or `postgres`. */
      database: string;
    };
    Version: {
      name: string;
      version: string;
      /** The plan year pages open with. */
      year: number;
      /** Today by the server's clock, the only clock that counts. */
      today: string;
      /** Set while no identities are configured: the server then listens on this machine only. */
      local_only: boolean;
    };
    Topic: {
      code: string;
      name: string;
      name_en: string;
    };
    Field: {
      code: string;
      name: string;
      name_en: string;
      /** `theory`, `party_spirit`, `ability`. */
      family: string;
      topics: components["schemas"]["Topic"][];
    };
    Fields: {
      fields: components["schemas"]["Field"][];
    };
    Division: {
      code: string;
      name: string;
      parent?: string | null;
      /** `province`, `city`, `county`. */
      level: string;
      /** Degrees east. */
      lon: number;
      /** Degrees north. */
      lat: number;
    };
    Unit: {
      id: string;
      code?: string | null;
      name: string;
      parent_id?: string | null;
      /** `0001.0003.0022`: sorts the tree depth first. */
      path: string;
      /** `province`, `city`, `county`, `township`. */
      tier: string;
      /** `region`, `department`, `institution`, `enterprise`. */
      kind: string;
      division?: string | null;
      sector?: string | null;
      /** How many of this very unit may be away on one day. */
      release_cap?: number | null;
      /** People in the whole subtree. */
      people: number;
    };
    UnitDetail: components["schemas"]["Unit"] & {
      above: components["schemas"]["UnitRef"][];
    };
    UnitRef: {
      id: string;
      name: string;
    };
    Words: {
      zh: string;
      en: string;
    };
  };
}
