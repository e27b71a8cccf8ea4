/// The difference of two texts in the form that `diff -u` and `patch` know.
public enum UnifiedDiff {
    private static let context = 3

    /// The text of the difference; empty when there is none.
    public static func text(_ before: [UInt8], _ after: [UInt8], path: String) -> String {
        let old = lines(before)
        let new = lines(after)
        let difference = new.difference(from: old)
        if difference.isEmpty { return "" }
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        // Every line once: kept, gone or new, with its number on both sides.
        var script: [(mark: Character, text: Substring, old: Int, new: Int)] = []
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if left < old.count, removed.contains(left) {
                script.append(("-", old[left], left, right))
                left += 1
            } else if right < new.count, inserted.contains(right) {
                script.append(("+", new[right], left, right))
                right += 1
            } else {
                script.append((" ", old[left], left, right))
                left += 1
                right += 1
            }
        }
        var output = "--- a/\(path)\n+++ b/\(path)\n"
        var place = 0
        while let first = script[place...].firstIndex(where: { $0.mark != " " }) {
            var last = first
            while let next = script[(last + 1)...].firstIndex(where: { $0.mark != " " }), next - last <= 2 * context + 1
            {
                last = next
            }
            let hunk = script[max(first - context, place)..<min(last + context + 1, script.count)]
            let olds = hunk.count { $0.mark != "+" }
            let news = hunk.count { $0.mark != "-" }
            let start = hunk[hunk.startIndex]
            output += "@@ -\(olds == 0 ? start.old : start.old + 1),\(olds) "
            output += "+\(news == 0 ? start.new : start.new + 1),\(news) @@\n"
            for line in hunk {
                output += "\(line.mark)\(line.text)"
                if line.text.last != "\n" && line.text.last != "\r\n" { output += "\n\\ No newline at end of file\n" }
            }
            place = hunk.endIndex
            if place >= script.count { break }
        }
        return output
    }

    /// The lines with their ends.
    private static func lines(_ bytes: [UInt8]) -> [Substring] {
        let text = Substring(String(decoding: bytes, as: UTF8.self))
        var lines: [Substring] = []
        var rest = text
        while !rest.isEmpty {
            let end = rest.firstIndex { $0 == "\n" || $0 == "\r\n" }.map { rest.index(after: $0) } ?? rest.endIndex
            lines.append(rest[..<end])
            rest = rest[end...]
        }
        return lines
    }
}
