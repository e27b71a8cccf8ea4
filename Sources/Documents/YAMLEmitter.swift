import CLibYAML

/// libyaml's emitter, with go-yaml's choice of scalar styles.
struct YAMLEmitter: ~Copyable {
    private final class Output {
        var bytes: [UInt8] = []
    }

    private let emitter: UnsafeMutablePointer<yaml_emitter_t>
    private let output = Output()
    /// For looking at what a text would be read as.
    private let arena = Arena()

    init() {
        emitter = .allocate(capacity: 1)
        guard yaml_emitter_initialize(emitter) != 0 else { fatalError("out of memory for a YAML emitter") }
        yaml_emitter_set_unicode(emitter, 1)
        // The output lives as long as the emitter does, because this value owns both.
        yaml_emitter_set_output(
            emitter,
            { output, bytes, count in
                guard let output, let bytes else { return 0 }
                Unmanaged<Output>.fromOpaque(output).takeUnretainedValue().bytes
                    .append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
                return 1
            }, Unmanaged.passUnretained(output).toOpaque())
    }

    deinit {
        yaml_emitter_delete(emitter)
        emitter.deallocate()
    }

    private func emit(_ prepare: (UnsafeMutablePointer<yaml_event_t>) -> Int32) {
        var event = yaml_event_t()
        // Both fail only without memory or with malformed UTF-8, which `string` keeps away.
        guard prepare(&event) != 0, yaml_emitter_emit(emitter, &event) != 0 else {
            fatalError("the YAML emitter failed: \(emitter.pointee.problem.map { String(cString: $0) } ?? "no memory")")
        }
    }

    func startDocument() {
        emit { yaml_stream_start_event_initialize($0, YAML_UTF8_ENCODING) }
        emit { yaml_document_start_event_initialize($0, nil, nil, nil, 1) }
    }

    func finish(to bytes: inout [UInt8]) {
        emit { yaml_document_end_event_initialize($0, 1) }
        emit { yaml_stream_end_event_initialize($0) }
        yaml_emitter_flush(emitter)
        bytes += output.bytes
    }

    func open(isMapping: Bool, isEmpty: Bool) {
        if isMapping {
            let style = isEmpty ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE
            emit { yaml_mapping_start_event_initialize($0, nil, nil, 1, style) }
        } else {
            let style = isEmpty ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE
            emit { yaml_sequence_start_event_initialize($0, nil, nil, 1, style) }
        }
    }

    func close(isMapping: Bool) {
        emit { isMapping ? yaml_mapping_end_event_initialize($0) : yaml_sequence_end_event_initialize($0) }
    }

    /// A text, plain when it would be read as the same text.
    func string(_ text: UnsafeBufferPointer<UInt8>) {
        if !UTF8Sequence.isValid(text) {
            var repaired = String(decoding: text, as: UTF8.self)
            return repaired.withUTF8 { string($0) }
        }
        if text.contains(UInt8(ascii: "\n")) {
            scalar(text, style: YAML_LITERAL_SCALAR_STYLE)
        } else {
            let isPlain = isReadAsString(text)
            scalar(text, style: isPlain ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE)
        }
    }

    func scalar(_ text: UnsafeBufferPointer<UInt8>, style: yaml_scalar_style_t) {
        // An empty buffer may have no address, which libyaml refuses.
        let empty: [UInt8] = [0]
        empty.withUnsafeBufferPointer { empty in
            let start = text.baseAddress ?? empty.baseAddress
            emit { yaml_scalar_event_initialize($0, nil, nil, start, Int32(clamping: text.count), 1, 1, style) }
        }
    }

    private func isReadAsString(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let mark = arena.mark
        defer { arena.reset(to: mark) }
        if YAMLScalar.resolve(text, arena: arena).isDefined { return false }
        guard let first = text.first else { return false }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            return !YAMLEmitter.isBase60(text) && !YAMLEmitter.isDate(text)
        case UInt8(ascii: "."):
            return !YAMLScalar.isInfinityOrNaN(text)
        case UInt8(ascii: "<"):
            return !(text.count == 2 && text[1] == first)
        default:
            return true
        }
    }

    /// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`: a number for other readers of YAML 1.1, so go-yaml quotes it.
    static func isBase60(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var rest = text[...]
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
        guard let first = rest.first, first &- UInt8(ascii: "0") <= 9 else { return false }
        let whole = rest.prefix { $0 != UInt8(ascii: ".") }
        guard rest.dropFirst(whole.count + 1).allSatisfy(isDigitOrUnderscore) else { return false }
        let parts = whole.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0].allSatisfy(isDigitOrUnderscore) else { return false }
        return parts.dropFirst().allSatisfy { part in
            (1...2).contains(part.count) && part.allSatisfy { $0 &- UInt8(ascii: "0") <= 9 }
                && (part.count == 1 || part.first.map { $0 <= UInt8(ascii: "5") } == true)
        }
    }

    private static func isDigitOrUnderscore(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") <= 9 || byte == UInt8(ascii: "_")
    }

    /// `YYYY-M-D`, alone or followed by a time: what go-yaml takes for a timestamp, a little more widely.
    static func isDate(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "-"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, (1...2).contains(parts[1].count) else { return false }
        let day = parts[2].prefix { $0 &- UInt8(ascii: "0") <= 9 }
        guard (1...2).contains(day.count), parts.prefix(2).joined().allSatisfy({ $0 &- UInt8(ascii: "0") <= 9 }) else {
            return false
        }
        switch parts[2].dropFirst(day.count).first {
        case nil, UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " "): return true
        default: return false
        }
    }
}
