import Documents

/// A path of a report as far as `fix` accepts it: dotted keys, keys in double quotes, and indices in brackets.
///
/// Reports come from outside, so whatever does not have exactly this form is refused instead of being guessed at.
struct FixPath: Hashable {
    let steps: [Step]

    enum Step: Hashable {
        case key(String)
        case index(Int)
        /// `[*]`: every element.
        case every
    }

    /// Nil for a text that is no such path.
    init?(_ text: String) {
        var steps: [Step] = []
        var rest = Substring(text)
        guard !rest.isEmpty, rest.utf8.count <= 4096 else { return nil }
        var needsKey = true
        while let first = rest.first {
            if first == "[" {
                guard !steps.isEmpty || !needsKey, let close = rest.firstIndex(of: "]") else { return nil }
                let inner = rest[rest.index(after: rest.startIndex)..<close]
                if inner == "*" {
                    steps.append(.every)
                } else if inner.first == "\"" {
                    // The closing bracket may stand inside the quotes.
                    guard let key = FixPath.takeQuoted(&rest, bracketed: true) else { return nil }
                    steps.append(.key(key))
                    needsKey = false
                    continue
                } else if let index = Int(inner), index >= 0, index < 10_000, inner.allSatisfy(\.isNumber) {
                    steps.append(.index(index))
                } else if let letter = inner.first, letter.isASCII, letter.isLetter,
                    inner.allSatisfy({ FixPath.isKeyCharacter($0) || $0 == "." })
                {
                    steps.append(.key(String(inner)))
                } else {
                    return nil
                }
                rest = rest[rest.index(after: close)...]
                needsKey = false
            } else if first == "." {
                guard !needsKey else { return nil }
                rest.removeFirst()
                needsKey = true
                if rest.isEmpty || rest.first == "[" || rest.first == "." { return nil }
            } else if first == "\"" {
                guard needsKey, let key = FixPath.takeQuoted(&rest, bracketed: false) else { return nil }
                steps.append(.key(key))
                needsKey = false
            } else {
                guard needsKey else { return nil }
                let key = rest.prefix { $0 != "." && $0 != "[" }
                guard !key.isEmpty, key.allSatisfy(FixPath.isKeyCharacter) else { return nil }
                steps.append(.key(String(key)))
                rest = rest.dropFirst(key.count)
                needsKey = false
            }
        }
        guard !steps.isEmpty, steps.count <= 64, !needsKey else { return nil }
        self.steps = steps
    }

    private static func takeQuoted(_ rest: inout Substring, bracketed: Bool) -> String? {
        var text = rest.dropFirst(bracketed ? 2 : 1)
        guard let close = text.firstIndex(of: "\"") else { return nil }
        let key = text[..<close]
        text = text[text.index(after: close)...]
        if bracketed {
            guard text.first == "]" else { return nil }
            text = text.dropFirst()
        }
        guard !key.isEmpty, key.unicodeScalars.allSatisfy({ $0.value >= 32 && $0 != "\\" }) else { return nil }
        rest = text
        return String(key)
    }

    private static func isKeyCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "-_/".contains(character))
    }

    /// The paths that it stands for in an object, `[*]` written out.
    func paths(in object: Node) -> [[DocumentPath.Step]] {
        var open: [[DocumentPath.Step]] = [[]]
        for step in steps {
            switch step {
            case .key(let key): open = open.map { $0 + [.key(key)] }
            case .index(let index): open = open.map { $0 + [.index(index)] }
            case .every:
                open = open.flatMap { path -> [[DocumentPath.Step]] in
                    let list = object.node(at: DocumentPath(path))
                    guard let list, list.value.isArray else { return [] }
                    return (0..<list.value.count).map { path + [.index($0)] }
                }
            }
        }
        return open
    }
}
