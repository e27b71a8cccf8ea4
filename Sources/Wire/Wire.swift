// Wire: everything that crosses a process boundary, what components send each other and what the backend receives.
//
// - `Coding` reads JSON forgivingly (keys in any case, unknown keys kept or ignored) and strictly (a wrong type is an
//   error with its path), and writes keys in the order in which the original writes them.
// - `Identifiers` are workload, secret, account and job ids and the names of images; `Jobs` is how progress is told.
// - `Notifications` are what gateways carry, as JSON or BSON; `Commands` are what they mostly carry.
// - `Scans` are questions to the scanners and their answers, `Reports` what goes to the backend in parts.
// - `Configuration` is how components find each other.
//
// Nothing here does I/O, and nothing here trusts its input: every reader has a budget.
