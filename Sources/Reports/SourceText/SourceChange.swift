/// Text to put in place of a region of a file. Lines and columns count from 1, columns in bytes; the end is exclusive.
struct SourceChange: Hashable {
    let line: Int
    let column: Int
    let endLine: Int
    let endColumn: Int
    let text: String

    init(line: Int, column: Int, endLine: Int? = nil, endColumn: Int? = nil, text: String) {
        self.line = line
        self.column = column
        self.endLine = endLine ?? line
        self.endColumn = endColumn ?? column
        self.text = text
    }
}
