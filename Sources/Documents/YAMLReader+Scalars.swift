import CLibYAML

extension YAMLReader {
    /// The value of a scalar, or nil when it was a key or a document without content.
    @inline(__always)
    mutating func readScalar() throws(DocumentError) -> Value? {
        nodes &+= 1
        flowWork &+= flowDepth
        if flowWork > YAMLReader.maxFlowWork { throw tooMuchFlow() }
        let scalar = event.pointee.data.scalar
        // libyaml always allocates, also for empty scalars.
        guard let start = scalar.value else { return .null }
        let text = UnsafeBufferPointer(start: UnsafePointer(start), count: scalar.length)
        let isPlain = scalar.plain_implicit != 0
        var value = Value.undefined
        if scalar.tag != nil {
            value = try readTagged(text, tag: scalar.tag)
        } else if isPlain {
            value = YAMLScalar.resolve(text, arena: builder.arena)
        }
        if let last = frames.last, last.isMapping, last.expectsKey {
            if scalar.anchor != nil {
                remember(value.isDefined ? value : builder.text(text, copying: true), anchor: scalar.anchor)
            }
            if value.isUndefined {
                if isPlain && text.count == 2 && text[0] == UInt8(ascii: "<") && text[1] == UInt8(ascii: "<") {
                    frames[frames.count &- 1].hasMerge = true
                    frames[frames.count &- 1].expectsKey = false
                    // No key is undefined, so this marks the entry.
                    builder.push(.undefined, at: position)
                } else {
                    try pushKey(text, at: position)
                }
            } else {
                try pushKey(YAMLScalar.keyText(value), at: position)
            }
            return nil
        }
        if value.isUndefined { value = builder.text(text, copying: true) }
        if scalar.anchor != nil { remember(value, anchor: scalar.anchor) }
        // A document of nothing is an empty plain scalar without tag or anchor.
        if text.isEmpty && isPlain && frames.isEmpty && scalar.tag == nil && scalar.anchor == nil { return nil }
        return value
    }

    private mutating func remember(_ value: Value, anchor: UnsafeMutablePointer<yaml_char_t>) {
        anchors[String(cString: anchor)] = Anchor(value: value, nodes: 1)
    }

    private mutating func readTagged(
        _ text: UnsafeBufferPointer<UInt8>, tag: UnsafeMutablePointer<yaml_char_t>
    ) throws(DocumentError) -> Value {
        let tag = String(cString: tag)
        guard let value = YAMLScalar.resolve(text, tag: tag, arena: builder.arena) else {
            throw error(
                "a scalar cannot be read as what its tag \(tag.replacingCorePrefix) says",
                "Correct the value, or remove the tag", at: position)
        }
        return value
    }

    mutating func pushKey(_ text: [UInt8], at position: SourcePosition) throws(DocumentError) {
        try text.withUnsafeBufferPointer { (text) throws(DocumentError) in try pushKey(text, at: position) }
    }

    @inline(__always)
    private mutating func pushKey(
        _ text: UnsafeBufferPointer<UInt8>, at position: SourcePosition
    ) throws(DocumentError) {
        guard text.count <= budget.maxKeyBytes else {
            throw DocumentError.keyTooLong(
                source: name, position: position, bytes: text.count, limit: budget.maxKeyBytes)
        }
        builder.push(builder.key(text, copying: true), at: position)
        frames[frames.count &- 1].expectsKey = false
    }
}

extension TreeBuilder {
    @inline(__always)
    mutating func key(_ bytes: UnsafeBufferPointer<UInt8>, copying: Bool) -> Value {
        guard let base = bytes.baseAddress else { return arena.string("") }
        return key(base, bytes.count, copying: copying)
    }

    @inline(__always)
    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>, copying: Bool) -> Value {
        guard let base = bytes.baseAddress else { return arena.string("") }
        return text(base, bytes.count, copying: copying)
    }
}

extension String {
    /// `!!int` for `tag:yaml.org,2002:int`.
    fileprivate var replacingCorePrefix: String {
        hasPrefix(YAMLScalar.corePrefix) ? "!!" + dropFirst(YAMLScalar.corePrefix.count) : self
    }
}
