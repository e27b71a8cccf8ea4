import CLibYAML

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Turns the events of libyaml into trees. See ``YAMLParser``.
struct YAMLReader: ~Copyable {
    /// A complete document.
    struct Root {
        let value: Value
        let position: SourcePosition
    }

    /// What a text held, and what stopped it.
    struct Outcome {
        var roots: [Root] = []
        var error: DocumentError?
        /// Whether libyaml stopped at a tab, which ``YAMLTabs`` may be able to repair.
        var stopsAtTab = false
    }

    /// An open mapping or sequence.
    struct Frame {
        /// Where its children begin on the builder's stack.
        var start: Int
        var isMapping: Bool
        var isFlow: Bool
        var position: SourcePosition
        /// Whether the next child of a mapping is a key.
        var expectsKey: Bool
        var hasMerge = false
        /// The tallest child so far, for ``Anchor``.
        var height = 0
        var anchor: String?
        /// ``nodes`` before it was opened.
        var nodesBefore: Int
    }

    /// What an alias stands for.
    struct Anchor {
        /// Undefined while the node is still open.
        var value = Value.undefined
        var nodes = 0
        var height = 0
    }

    let name: String
    let budget: DocumentBudget
    let bytes: UnsafeBufferPointer<UInt8>
    let parser: UnsafeMutablePointer<yaml_parser_t>
    let event: UnsafeMutablePointer<yaml_event_t>
    var places: YAMLPlaces
    var builder: TreeBuilder
    var frames: [Frame] = []
    var anchors: [String: Anchor] = [:]
    /// Nodes of the present document, with aliases counted as what they stand for.
    var nodes = 0
    /// The part of them that came from aliases.
    var aliasNodes = 0
    /// Open flow collections, and the sum of that number over all nodes in them. libyaml looks at each of them for every
    /// token, so this is its work.
    var flowDepth = 0
    var flowWork = 0
    /// About half a second. A text of 32 MiB in braces, ten deep, stays below.
    static var maxFlowWork: Int { 1 << 28 }

    init(
        _ bytes: UnsafeBufferPointer<UInt8>, name: String, budget: DocumentBudget, arena: Arena, positions: Bool
    ) {
        self.name = name
        self.budget = budget
        self.bytes = bytes
        builder = TreeBuilder(arena: arena, positions: positions)
        places = YAMLPlaces(bytes)
        parser = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        memset(event, 0, MemoryLayout<yaml_event_t>.size)
        guard yaml_parser_initialize(parser) != 0 else { fatalError("out of memory for a YAML parser") }
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_event_delete(event)
        yaml_parser_delete(parser)
        event.deallocate()
        parser.deallocate()
    }

    /// Reads to the end or to the first error.
    mutating func readAll() -> Outcome {
        var outcome = Outcome()
        if let error = tooManyDirectives() {
            outcome.error = error
            return outcome
        }
        do throws(DocumentError) {
            while let root = try readDocument() { outcome.roots.append(root) }
        } catch {
            outcome.error = error
            outcome.stopsAtTab =
                parser.pointee.error == YAML_SCANNER_ERROR && YAMLTabs.offset(of: parser, in: bytes) != nil
        }
        return outcome
    }

    /// The next document that has content, or nil at the end of the stream.
    private mutating func readDocument() throws(DocumentError) -> Root? {
        var root: Root?
        while true {
            yaml_event_delete(event)
            guard yaml_parser_parse(parser, event) != 0 else { throw libraryError() }
            switch event.pointee.type {
            case YAML_SCALAR_EVENT:
                if let value = try readScalar() { root = try complete(value, at: position, height: 0) }
            case YAML_MAPPING_START_EVENT:
                let start = event.pointee.data.mapping_start
                try open(isMapping: true, isFlow: start.style == YAML_FLOW_MAPPING_STYLE, anchor: start.anchor)
            case YAML_SEQUENCE_START_EVENT:
                let start = event.pointee.data.sequence_start
                try open(isMapping: false, isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE, anchor: start.anchor)
            case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
                root = try close()
            case YAML_ALIAS_EVENT:
                root = try readAlias()
            case YAML_DOCUMENT_START_EVENT:
                anchors.removeAll(keepingCapacity: true)
                nodes = 0
                aliasNodes = 0
                root = nil
            case YAML_DOCUMENT_END_EVENT:
                if let root { return root }
            case YAML_STREAM_START_EVENT:
                break
            default:
                // The end of the stream.
                return nil
            }
        }
    }

    /// Where the present event begins.
    var position: SourcePosition {
        @inline(__always) mutating get { places.position(of: event.pointee.start_mark) }
    }
}

// MARK: Containers

extension YAMLReader {
    private mutating func open(
        isMapping: Bool, isFlow: Bool, anchor: UnsafeMutablePointer<yaml_char_t>?
    ) throws(DocumentError) {
        let position = position
        if let last = frames.last, last.isMapping, last.expectsKey { throw collectionAsKey(position) }
        guard frames.count < budget.maxDepth else {
            throw DocumentError.tooDeep(source: name, position: position, limit: budget.maxDepth)
        }
        var frame = Frame(
            start: builder.count, isMapping: isMapping, isFlow: isFlow, position: position, expectsKey: isMapping,
            nodesBefore: nodes)
        nodes &+= 1
        if let anchor {
            frame.anchor = String(cString: anchor)
            anchors[String(cString: anchor)] = Anchor()
        }
        if isFlow { flowDepth &+= 1 }
        frames.append(frame)
    }

    private mutating func close() throws(DocumentError) -> Root? {
        let frame = frames.removeLast()
        if frame.isFlow { flowDepth &-= 1 }
        let value: Value
        if frame.isMapping {
            if frame.hasMerge { try merge(frame) }
            value = builder.closeObject(from: frame.start)
        } else {
            value = builder.closeArray(from: frame.start)
        }
        if let anchor = frame.anchor {
            anchors[anchor] = Anchor(value: value, nodes: nodes - frame.nodesBefore, height: frame.height + 1)
        }
        return try complete(value, at: frame.position, height: frame.height &+ 1)
    }

    /// Gives a value to the container it belongs to; without one it is the root of the document.
    @inline(__always)
    private mutating func complete(
        _ value: Value, at position: SourcePosition, height: Int
    ) throws(DocumentError) -> Root? {
        guard !frames.isEmpty else { return Root(value: value, position: position) }
        let last = frames.count &- 1
        if frames[last].height < height { frames[last].height = height }
        if frames[last].isMapping { frames[last].expectsKey = true }
        builder.push(value, at: position)
        return nil
    }

    private mutating func readAlias() throws(DocumentError) -> Root? {
        let position = position
        flowWork &+= flowDepth
        if flowWork > YAMLReader.maxFlowWork { throw tooMuchFlow() }
        let text = event.pointee.data.alias.anchor.map { String(cString: $0) } ?? ""
        guard let anchor = anchors[text] else {
            throw error("the alias *\(text) has no anchor before it", "Write the anchor &\(text) first", at: position)
        }
        guard anchor.value.isDefined else {
            throw error("the alias *\(text) stands inside the node it names", "Remove the alias", at: position)
        }
        nodes += anchor.nodes
        aliasNodes += anchor.nodes
        guard aliasNodes <= budget.maxAliasNodes else {
            throw DocumentError.tooManyAliasNodes(source: name, position: position, limit: budget.maxAliasNodes)
        }
        guard frames.count + anchor.height <= budget.maxDepth else {
            throw DocumentError.tooDeep(source: name, position: position, limit: budget.maxDepth)
        }
        if let last = frames.last, last.isMapping, last.expectsKey {
            guard !anchor.value.isCollection else { throw collectionAsKey(position) }
            try pushKey(YAMLScalar.keyText(anchor.value), at: position)
            return nil
        }
        return try complete(anchor.value, at: position, height: anchor.height)
    }
}
