import Documents

/// The lower case of texts by the address of their cells: policies search the same few names for many words.
///
/// Each text has one place and drives out the one before. Must be forgotten when the memory of the texts is used again.
struct LoweredTexts {
    private var places = [(text: UInt64, lowered: Value)](repeating: (0, .undefined), count: 256)
    private var isEmpty = true

    @inline(__always)
    private func place(_ text: Value) -> Int {
        Int(truncatingIfNeeded: ((text.bits >> 4) &* 0x9E37_79B9_7F4A_7C15) >> 56)
    }

    /// The lower case of a text, or undefined.
    @inline(__always)
    func find(_ text: Value) -> Value {
        let place = places[place(text)]
        return place.text == text.bits ? place.lowered : .undefined
    }

    mutating func insert(_ lowered: Value, for text: Value) {
        places[place(text)] = (text.bits, lowered)
        isEmpty = false
    }

    mutating func forget() {
        guard !isEmpty else { return }
        for index in places.indices { places[index] = (0, .undefined) }
        isEmpty = true
    }
}
