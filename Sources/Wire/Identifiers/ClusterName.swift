/// Makes the names of clusters fit for ids: the same rule everywhere, so that all components agree.
public enum ClusterName {
    /// Every run of characters other than ASCII letters, digits and `_` becomes one `-`; then lower case.
    ///
    /// The chart does the same, so names that went through it stay as they are.
    public static func sanitized(_ name: String) -> String {
        var result: [UInt8] = []
        var inRun = false
        for byte in name.utf8 {
            let byte = lowercased(byte)
            let isWord = 0x61...0x7A ~= byte || 0x30...0x39 ~= byte || byte == UInt8(ascii: "_")
            if isWord {
                result.append(byte)
            } else if !inRun {
                result.append(UInt8(ascii: "-"))
            }
            inRun = !isWord
        }
        return String(decoding: result, as: UTF8.self)
    }
}
