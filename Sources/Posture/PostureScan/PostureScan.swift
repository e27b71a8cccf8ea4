/// A posture scan: objects and controls in, verdicts with their reasons out.
///
/// 1. An ``ObjectSource`` hands over objects in pages; `PageQueue` makes it wait when the workers have enough.
/// 2. `ScanPlan` says what becomes of each kind. `PageEvaluator`, one for each core, gives every object its id
///    (`ResourceSet`), runs the rules that look at one object at a time (`RuleRun`), and writes down what stays
///    (`ScanLedger`).
/// 3. `JoinStage` runs the other rules over the objects that were kept for them.
/// 4. `FinishedScan` puts resources in the order of their ids, whatever order they came in (`Evidence`).
/// 5. `ReportBuilder` turns what was found into verdicts, scores and coverage (``ScanReport``).
public enum PostureScan {}
