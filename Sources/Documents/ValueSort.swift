/// Sorts values into the total order and leaves each of them once: how sets are made.
///
/// Comparing two objects is dear, and the objects of one set mostly have the same keys and differ in the text under the
/// first of them. So values that all lead to such a text are sorted by eight bytes of it at a time, and only those with
/// the same text are compared.
struct ValueSort: ~Copyable {
    private struct Item {
        var word: UInt64
        let index: Int32
    }

    private let values: UnsafeBufferPointer<Value>
    /// The text that stands for each value, when every value has one.
    private let leads: UnsafeMutablePointer<Value>
    private let items: UnsafeMutablePointer<Item>

    private init(_ values: UnsafeBufferPointer<Value>) {
        self.values = values
        leads = .allocate(capacity: values.count)
        items = .allocate(capacity: values.count)
    }

    deinit {
        leads.deallocate()
        items.deallocate()
    }

    /// Copies `values`, at least one, in order to `target`, the first of equal ones; gives how many these are.
    static func sortUnique(
        _ values: UnsafeBufferPointer<Value>, into target: UnsafeMutablePointer<Value>
    ) -> Int {
        let sort = ValueSort(values)
        for index in 0..<values.count { sort.items[index] = Item(word: 0, index: Int32(truncatingIfNeeded: index)) }
        if sort.findLeads() {
            sort.sortByText(0..<values.count, from: 0)
        } else {
            sort.sortByValue(0..<values.count)
        }
        var count = 0
        for place in 0..<values.count {
            let value = values[Int(sort.items[place].index)]
            if count > 0 && Value.equal(target[count - 1], value) { continue }
            target[count] = value
            count += 1
        }
        return count
    }

    /// Whether each value is a string, or an object whose first entry leads to one under the same key as all others.
    private func findLeads() -> Bool {
        for index in 0..<values.count { leads[index] = values[index] }
        for _ in 0..<4 {
            let first = leads[0]
            if first.isString { return (1..<values.count).allSatisfy { leads[$0].isString } }
            guard first.isObject, first.count > 0 else { return false }
            let key = first.keys[0]
            for index in 0..<values.count {
                let lead = leads[index]
                guard lead.isObject, lead.count > 0, Value.equal(lead.keys[0], key) else { return false }
                leads[index] = lead.values[0]
            }
        }
        return false
    }

    /// Sorts items whose texts agree in the first `start` bytes.
    private func sortByText(_ range: Range<Int>, from start: Int) {
        if range.count < 12 { return insert(range, from: start) }
        let offset = sharedLength(range, from: start)
        for place in range { items[place].word = word(of: leads[Int(items[place].index)].utf8, at: offset) }
        var part = UnsafeMutableBufferPointer(start: items + range.lowerBound, count: range.count)
        part.sort { $0.word != $1.word ? $0.word < $1.word : $0.index < $1.index }
        var place = range.lowerBound
        while place < range.upperBound {
            let word = items[place].word
            var end = place + 1
            while end < range.upperBound && items[end].word == word { end += 1 }
            if end - place > 1 {
                // A word that ends in a zero may be a text that is at its end.
                if word & 0xFF == 0 { sortByValue(place..<end) } else { sortByText(place..<end, from: offset + 8) }
            }
            place = end
        }
    }

    /// The same for a few items.
    private func insert(_ range: Range<Int>, from start: Int) {
        for place in range.dropFirst() {
            let item = items[place]
            var free = place
            while free > range.lowerBound, compare(items[free - 1], item, from: start) > 0 {
                items[free] = items[free - 1]
                free -= 1
            }
            items[free] = item
        }
    }

    private func compare(_ left: Item, _ right: Item, from start: Int) -> Int {
        let (first, second) = (leads[Int(left.index)].utf8, leads[Int(right.index)].utf8)
        let texts = Value.compareBytes(
            UnsafeBufferPointer(rebasing: first[start...]), UnsafeBufferPointer(rebasing: second[start...]))
        if texts != 0 { return texts }
        let values = Value.compare(values[Int(left.index)], values[Int(right.index)])
        return values != 0 ? values : Int(left.index) - Int(right.index)
    }

    /// How many bytes all texts of a range have in common.
    private func sharedLength(_ range: Range<Int>, from start: Int) -> Int {
        let first = leads[Int(items[range.lowerBound].index)].utf8
        var shared = first.count
        for place in range.dropFirst() {
            let text = leads[Int(items[place].index)].utf8
            shared = min(shared, text.count)
            var length = start
            while length < shared && text[length] == first[length] { length += 1 }
            shared = length
        }
        return shared
    }

    /// Eight bytes of a text as a number in the order of texts; zeros where it has ended.
    private func word(of text: UnsafeBufferPointer<UInt8>, at offset: Int) -> UInt64 {
        if offset + 8 <= text.count, let base = text.baseAddress {
            return UInt64(bigEndian: UnsafeRawPointer(base + offset).loadUnaligned(as: UInt64.self))
        }
        var word: UInt64 = 0
        for index in offset..<offset + 8 { word = word << 8 | (index < text.count ? UInt64(text[index]) : 0) }
        return word
    }

    private func sortByValue(_ range: Range<Int>) {
        var part = UnsafeMutableBufferPointer(start: items + range.lowerBound, count: range.count)
        part.sort { left, right in
            let order = Value.compare(values[Int(left.index)], values[Int(right.index)])
            return order != 0 ? order < 0 : left.index < right.index
        }
    }
}
