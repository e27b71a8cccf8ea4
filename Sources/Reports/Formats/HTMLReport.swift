public import PostureScan
public struct HTMLReport {
    public init(_ report: ScanReport, _ metadata: ReportMetadata) {}
    public func write(to output: ReportOutput) {}
}
