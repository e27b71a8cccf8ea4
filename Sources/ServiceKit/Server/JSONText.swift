import Documents

/// Small JSON texts of this room: errors and log lines.
enum JSONText {
    /// Appends a string in quotes.
    static func append(_ text: String, to json: inout [UInt8]) { JSONWriter.write(text, to: &json) }
}
