/// A posture scan: objects and controls in, verdicts with their reasons out.
///
/// 1. ``ResourceSet`` gives every object its id and sorts the objects by kind.
/// 2. The inputs of each rule are chosen and put together (`RuleInput`).
/// 3. Rules run on all cores (`RuleRun`); their responses become findings that know file and line (``Finding``).
/// 4. Findings become verdicts, scores and coverage (``ScanReport``).
public enum PostureScan {}
