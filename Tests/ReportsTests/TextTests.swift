import Testing

@testable import Reports

@Suite("Texts of manifests in reports")
struct TextTests {
    @Test(
        "nothing moves the cursor or turns the line",
        arguments: [
            ("plain", "plain"), ("a\u{1B}[31mb", "a␛[31mb"), ("a\nb\tc", "a b c"), ("a\u{202E}b", "a\u{FFFD}b"),
            ("a\u{85}b\u{200B}", "a\u{FFFD}b\u{FFFD}"), ("商店 é 👩‍🚒", "商店 é 👩‍🚒"), ("\u{7F}\u{0}", "␡␀"),
        ])
    func visible(_ example: (String, String)) { #expect(VisibleText.line(example.0) == example.1) }

    @Test(
        "a column is a column of the terminal",
        arguments: [("abc", 3), ("商店", 4), ("é", 1), ("e\u{301}", 1), ("✓ ok", 4), ("👩‍🚒", 2), ("⚠️", 2), ("", 0)])
    func widths(_ example: (String, Int)) { #expect(DisplayWidth.of(example.0) == example.1) }

    @Test("wide texts are cut between characters")
    func cutting() {
        #expect(TerminalStyle.cut("商店商店", to: 8) == "商店商店")
        #expect(TerminalStyle.cut("商店商店", to: 6) == "商店…")
        #expect(TerminalStyle.cut("abcdef", to: 4) == "abc…")
    }

    @Test("XML has no room for markup or control characters")
    func xml() {
        #expect(XMLText.escaped("<a b='c'>&\"\u{1}\u{FFFE}") == "&lt;a b=&#39;c&#39;&gt;&amp;&quot;␁\u{FFFD}")
    }

    @Test("Markdown takes text for text")
    func markdown() {
        #expect(
            MarkdownReport.escaped("a|b*c_[x](http://y) <i> @all")
                == "a\\|b\\*c\\_\\[x\\](http&#58;//y) &lt;i&gt; @\u{200B}all")
        #expect(MarkdownReport.code("a`b") == "`` a`b ``")
        #expect(MarkdownReport.code("a|b") == "`a\\|b`")
    }

    @Test("a spreadsheet finds no formula")
    func csv() {
        #expect(CSVReport.line(["=1+1", "-2", "@x", "+3"]) == "'=1+1,'-2,'@x,'+3\r\n")
        #expect(CSVReport.line(["a,b", "say \"hi\"", " x", "é"]) == "\"a,b\",\"say \"\"hi\"\"\",\" x\",é\r\n")
    }

    @Test("Prometheus labels are escaped")
    func prometheus() { #expect(PrometheusReport.escaped("a\"b\\c\nd") == #"a\"b\\c\nd"#) }

    @Test("names of policy reports are names of objects")
    func policyReportNames() {
        #expect(PolicyReport.name("breakwater-/Users/Me/My Manifests/") == "breakwater-users-me-my-manifests")
        #expect(PolicyReport.name(String(repeating: "a", count: 100)).utf8.count == 63)
    }

    @Test(
        "paths are relative to the work tree, or whole",
        arguments: [
            ("a/b.yaml", "sub/a/b.yaml"), ("../c d.yaml", "c%20d.yaml"), ("/repo/x.yaml", "x.yaml"),
            ("../../out.yaml", "file:///out.yaml"), ("/other/ü.yaml", "file:///other/%C3%BC.yaml"), ("-", "stdin"),
        ])
    func paths(_ example: (String, String)) {
        var metadata = Sample.metadata()
        metadata.sourceRoot = "/repo"
        metadata.workingDirectory = "/repo/sub"
        #expect(SourcePaths(metadata).uri(example.0) == example.1)
    }

    @Test("a moment is read and told")
    func time() {
        #expect(UTCTime("2026-01-02T03:04:05Z")?.seconds == 1_767_323_045)
        #expect(UTCTime("1970-01-01T00:00:00Z")?.seconds == 0)
        #expect(UTCTime("2024-02-29T12:00:00Z")?.words == "29 February 2024, 12:00 UTC")
        #expect(UTCTime("yesterday") == nil)
    }

    @Test("links exist only where somebody publishes the texts")
    func links() {
        #expect(DocumentationLinks().pointer("C-0057") == "breakwater policies show C-0057")
        #expect(DocumentationLinks(base: "https://x/docs/").pointer("C-0057") == "https://x/docs/c-0057")
        #expect(DocumentationLinks(base: "javascript:alert(1)").url("C-0057") == nil)
    }
}
