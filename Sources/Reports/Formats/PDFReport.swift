public import PostureScan
public struct PDFReport {
    public init(_ report: ScanReport, _ metadata: ReportMetadata) {}
    public func write(to output: ReportOutput) {}
}
