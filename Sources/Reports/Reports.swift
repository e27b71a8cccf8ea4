/// Results of scans in the forms that people and programs read.
///
/// - ``TerminalReport``: for a person at a terminal.
/// - ``ReportV2``: the JSON that Kubescape's tools read, with what is ours beside it.
/// - ``ReportFile``: writes a report so that it is there whole or not at all.
public enum Reports {}
