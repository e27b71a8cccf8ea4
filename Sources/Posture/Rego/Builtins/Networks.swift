import Documents

extension BuiltinTable {
    /// Blocks of IP addresses. Nothing here looks anything up.
    static let networks: [Builtin] = [
        Builtin("net.cidr_contains", [.string, .string], .boolean) { _, args throws(BuiltinError) in
            Value(try NetworkBuiltins.contains(args.string(0), args.string(1)))
        },
        Builtin("net.cidr_overlap", [.string, .string], .boolean, isDeprecated: true) { _, args throws(BuiltinError) in
            Value(try NetworkBuiltins.contains(args.string(0), args.string(1)))
        },
        Builtin("net.cidr_intersects", [.string, .string], .boolean) { _, args throws(BuiltinError) in
            let (left, right) = (
                try NetworkBuiltins.network(args.string(0)), try NetworkBuiltins.network(args.string(1))
            )
            return Value(left.contains(right.first) || right.contains(left.first))
        },
        Builtin("net.cidr_is_valid", [.string], .boolean) { _, args throws(BuiltinError) in
            Value(args[0].isString && IPNetwork(args[0].utf8) != nil)
        },
        Builtin("net.cidr_contains_matches", [.cidrs, .cidrs], .set(.array(.any))) {
            context, args throws(BuiltinError) in
            try NetworkBuiltins.containsMatches(context, args)
        },
        Builtin("net.cidr_expand", [.string], .set(.string)) { context, args throws(BuiltinError) in
            try NetworkBuiltins.expand(context, args.string(0))
        },
        Builtin("net.cidr_merge", [.stringCollection], .set(.string)) { context, args throws(BuiltinError) in
            try NetworkBuiltins.merge(context, args[0])
        },
    ]
}

extension RegoType {
    fileprivate static let cidrs: RegoType = .union([.string, .array(.any), .set(.any), .object])
}

private enum NetworkBuiltins {
    typealias Arguments = UnsafeBufferPointer<Value>

    static func network(_ text: Value) throws(BuiltinError) -> IPNetwork {
        guard let network = IPNetwork(text.utf8) else { throw .failure("invalid CIDR address: \(text.string)") }
        return network
    }

    /// Whether a network holds an address or all of another network.
    static func contains(_ outer: Value, _ inner: Value) throws(BuiltinError) -> Bool {
        let outer = try network(outer)
        if let address = IPAddress(inner.utf8) { return outer.contains(address) }
        guard let network = IPNetwork(inner.utf8) else {
            throw .failure("not a valid textual representation of an IP address or CIDR: \(inner.string)")
        }
        return outer.contains(network.first) && outer.contains(network.last)
    }

    /// The texts of a collection with what stands for each in the result: its index, its key, or itself.
    private static func candidates(
        _ args: Arguments, _ position: Int
    ) throws(BuiltinError) -> [(text: Value, index: Value)] {
        let value = args[position]
        switch value.kind {
        case .string: return [(value, value)]
        case .array:
            var result: [(Value, Value)] = []
            for (index, element) in value.elements.enumerated() {
                result.append((try text(of: element), Value(smallInteger: index)))
            }
            return result
        case .set:
            var result: [(Value, Value)] = []
            for element in value.elements { result.append((try text(of: element), element)) }
            return result
        case .object:
            var result: [(Value, Value)] = []
            for (key, element) in zip(value.keys, value.values) { result.append((try text(of: element), key)) }
            return result
        default: throw .type(position + 1, value, "string", "array", "set", "object")
        }
    }

    /// A string, or an array that begins with one.
    private static func text(of element: Value) throws(BuiltinError) -> Value {
        if element.isString { return element }
        guard element.isArray, let first = element.elements.first else {
            throw .failure("element must be string or non-empty array")
        }
        guard first.isString else { throw .type(1, first, "string") }
        return first
    }

    static func containsMatches(_ context: BuiltinContext, _ args: Arguments) throws(BuiltinError) -> Value {
        let (outer, inner) = (try candidates(args, 0), try candidates(args, 1))
        try context.checkCount(outer.count.multipliedReportingOverflow(by: inner.count).partialValue)
        var matches: [Value] = []
        for left in outer {
            for right in inner where try contains(left.text, right.text) {
                matches.append(context.arena.array([left.index, right.index]))
            }
        }
        return context.arena.set(matches)
    }

    static func expand(_ context: BuiltinContext, _ text: Value) throws(BuiltinError) -> Value {
        let network = try network(text)
        // An address takes up to 80 bytes here: a slot, a cell and its text.
        guard network.span < UInt128(context.resultLimit / 80) else { throw .resultTooLarge }
        let addresses = (0...Int(network.span)).map { offset in
            let address = IPAddress(isV4: network.first.isV4, bits: network.first.bits + UInt128(offset))
            return context.arena.string(address.text)
        }
        return context.arena.set(addresses)
    }

    /// The fewest networks that cover the same addresses.
    static func merge(_ context: BuiltinContext, _ value: Value) throws(BuiltinError) -> Value {
        guard value.isArray || value.isSet else { throw .failure("operand must be an array") }
        var networks: [IPNetwork] = []
        for element in value.elements { networks.append(try mergeable(element)) }
        var result: [Value] = []
        for isV4 in [true, false] {
            let sorted = networks.filter { $0.first.isV4 == isV4 }.sorted { $0.first.bits < $1.first.bits }
            var ranges: [ClosedRange<UInt128>] = []
            for network in sorted {
                let (first, last) = (network.first.bits, network.last.bits)
                if let open = ranges.last, first == 0 || first - 1 <= open.upperBound {
                    ranges[ranges.count - 1] = open.lowerBound...max(open.upperBound, last)
                } else {
                    ranges.append(first...last)
                }
            }
            for range in ranges {
                result += cover(range, isV4: isV4).map { context.arena.string($0.text) }
            }
        }
        return context.arena.set(result)
    }

    /// A network, or an IPv4 address, which stands for the network of its class.
    private static func mergeable(_ element: Value) throws(BuiltinError) -> IPNetwork {
        guard element.isString else { throw .failure("element must be string") }
        guard let address = IPAddress(element.utf8) else { return try network(element) }
        guard address.isV4 else { throw .failure("IPv6 invalid: needs prefix length") }
        let classBits = address.bits >> 30
        return IPNetwork(address, prefixLength: classBits < 2 ? 8 : classBits < 3 ? 16 : 24)
    }

    /// The networks of a range, from its start the largest that fits each time.
    private static func cover(_ range: ClosedRange<UInt128>, isV4: Bool) -> [IPNetwork] {
        let width = isV4 ? 32 : 128
        var result: [IPNetwork] = []
        var first = range.lowerBound
        while true {
            var hostBits = min(first.trailingZeroBitCount, width)
            while hostBits > 0 {
                let span = hostBits == 128 ? UInt128.max : (1 << UInt128(hostBits)) - 1
                if span <= range.upperBound - first { break }
                hostBits -= 1
            }
            let network = IPNetwork(IPAddress(isV4: isV4, bits: first), prefixLength: width - hostBits)
            result.append(network)
            if network.last.bits >= range.upperBound { return result }
            first = network.last.bits + 1
        }
    }
}
