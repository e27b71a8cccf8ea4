/// What authors of policies do with the engine: run conformance cases, load modules and data from disk, run the tests
/// of a policy, measure it, and show answers and errors in the forms that OPA made common.
///
/// Reads files; the commands that print live in the executable.
public enum RegoTools {}
