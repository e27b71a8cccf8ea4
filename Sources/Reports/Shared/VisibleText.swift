/// Text from manifests, made safe to show: what would move the cursor, hide or reverse text becomes visible instead.
enum VisibleText {
    /// Control characters become their pictures (`␛` for escape), line breaks and tabs spaces, and marks that turn or
    /// hide text `�`.
    static func line(_ text: String) -> String { cleaned(text, keepsLineBreaks: false) }

    /// The same, with line breaks left alone.
    static func block(_ text: String) -> String { cleaned(text, keepsLineBreaks: true) }

    private static func cleaned(_ text: String, keepsLineBreaks: Bool) -> String {
        // Nearly all texts need nothing.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A where keepsLineBreaks: result.append(scalar)
            case 0x09, 0x0A: result.append(" ")
            case 0x00..<0x20: result.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
            case 0x7F: result.append("\u{2421}")
            // C1 controls, zero-width characters, and the marks that reorder lines (Unicode TR 36 and 39).
            case 0x80..<0xA0, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF, 0xFFFE, 0xFFFF:
                result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
