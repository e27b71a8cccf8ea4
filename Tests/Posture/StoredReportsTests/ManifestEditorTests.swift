import Testing

@testable import StoredReports

@Suite("Placeholder") struct Placeholder {}
