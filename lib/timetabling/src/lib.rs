//! When and where every lesson is held: a timetabling engine judged on public benchmarks.
