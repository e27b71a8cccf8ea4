import Documents

extension BuiltinTable {
    /// Semantic versions (semver.org, version 2).
    static let semver: [Builtin] = [
        Builtin("semver.compare", [.string, .string], .number) { _, args throws(BuiltinError) in
            let (left, right) = (try args.string(0), try args.string(1))
            guard let first = SemanticVersion(left.utf8) else {
                throw .failure("operand 1: string \(left.string) is not a valid SemVer")
            }
            guard let second = SemanticVersion(right.utf8) else {
                throw .failure("operand 2: string \(right.string) is not a valid SemVer")
            }
            return Value(smallInteger: SemanticVersion.compare(first, second))
        },
        Builtin("semver.is_valid", [.any], .boolean) { _, args throws(BuiltinError) in
            Value(args[0].isString && SemanticVersion(args[0].utf8) != nil)
        },
    ]
}

/// Three numbers and perhaps a pre-release; build metadata is checked and dropped.
private struct SemanticVersion {
    private let numbers: [Int]
    private let preRelease: [String]

    init?(_ text: ByteText) {
        var rest = Array(text)[...]
        func cut(at separator: Unicode.Scalar) -> ArraySlice<UInt8> {
            guard let place = rest.firstIndex(of: UInt8(ascii: separator)) else { return [] }
            defer { rest = rest[..<place] }
            return rest[(place + 1)...]
        }
        let metadata = cut(at: "+")
        let preRelease = cut(at: "-")
        let parts = rest.split(separator: UInt8(ascii: "."), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, SemanticVersion.isIdentifier(metadata), SemanticVersion.isIdentifier(preRelease)
        else { return nil }
        let numbers = parts.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        guard numbers.count == 3 else { return nil }
        self.numbers = numbers
        self.preRelease =
            preRelease.isEmpty
            ? []
            : preRelease.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
    }

    /// Words of letters, digits and hyphens with dots between them, or nothing.
    private static func isIdentifier(_ text: ArraySlice<UInt8>) -> Bool {
        if text.isEmpty { return true }
        return text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { word in
            !word.isEmpty
                && word.allSatisfy { byte in
                    byte == UInt8(ascii: "-") || byte &- UInt8(ascii: "0") <= 9
                        || (byte | 0x20) &- UInt8(ascii: "a") < 26
                }
        }
    }

    static func compare(_ left: SemanticVersion, _ right: SemanticVersion) -> Int {
        for (a, b) in zip(left.numbers, right.numbers) where a != b { return a < b ? -1 : 1 }
        // Of otherwise equal versions the one without pre-release is the later.
        if left.preRelease.isEmpty || right.preRelease.isEmpty {
            return (right.preRelease.isEmpty ? 0 : 1) - (left.preRelease.isEmpty ? 0 : 1)
        }
        for (a, b) in zip(left.preRelease, right.preRelease) {
            switch (Int(a), Int(b)) {
            case (let first?, let second?) where first != second: return first < second ? -1 : 1
            case (.some, .some): continue
            case (.some, nil): return -1
            case (nil, .some): return 1
            case (nil, nil) where a.utf8.elementsEqual(b.utf8): continue
            case (nil, nil): return a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
            }
        }
        return (left.preRelease.count - right.preRelease.count).signum()
    }
}
