import Documents

// What is checked of arrays, objects, numbers and strings each.
extension JSONSchema.Check {
    mutating func checkArray(
        _ array: Value, _ node: JSONSchema.Node, _ outcome: inout JSONSchema.Outcome
    ) throws(BuiltinError) {
        let elements = array.elements
        for (index, element) in elements.enumerated() where node.hasOneItemSchema || index < node.items.count {
            let item = node.hasOneItemSchema ? node.items[0] : node.items[index]
            outcome.merge(try self.outcome(element, item, under: String(index)))
        }
        if !node.hasOneItemSchema && !node.items.isEmpty && node.items.count < elements.count {
            switch node.additionalItems {
            case .allowed(false): report("array_no_additional_items", "No additional items allowed on array", &outcome)
            case .schema(let schema):
                for index in node.items.count..<elements.count {
                    outcome.merge(try self.outcome(elements[index], schema, under: String(index)))
                }
            default: break
            }
        }
        if let least = node.minItems, elements.count < least {
            report("array_min_items", "Array must have at least \(least) items", &outcome)
        }
        if let most = node.maxItems, elements.count > most {
            report("array_max_items", "Array must have at most \(most) items", &outcome)
        }
        if node.uniqueItems { try checkUniqueness(elements, &outcome) }
        if let contains = node.contains { try checkContains(elements, contains, &outcome) }
        outcome.score += 1
    }

    private mutating func checkUniqueness(
        _ elements: UnsafeBufferPointer<Value>, _ outcome: inout JSONSchema.Outcome
    ) throws(BuiltinError) {
        var places: [ValueKey: Int] = [:]
        for (index, element) in elements.enumerated() {
            try step()
            if let first = places.updateValue(index, forKey: ValueKey(element)) {
                report("unique", "array items[\(first),\(index)] must be unique", &outcome)
            }
        }
    }

    private mutating func checkContains(
        _ elements: UnsafeBufferPointer<Value>, _ node: JSONSchema.Node, _ outcome: inout JSONSchema.Outcome
    ) throws(BuiltinError) {
        var nearest: JSONSchema.Outcome?
        for (index, element) in elements.enumerated() {
            let found = try self.outcome(element, node, under: String(index))
            if found.isMatch { return }
            if nearest.map({ found.score > $0.score }) ?? true { nearest = found }
        }
        report("contains", "At least one of the items must match", &outcome)
        if let nearest { outcome.merge(nearest) }
    }

    mutating func checkObject(
        _ object: Value, _ node: JSONSchema.Node, _ outcome: inout JSONSchema.Outcome
    ) throws(BuiltinError) {
        if let least = node.minProperties, object.count < least {
            report("array_min_properties", "Must have at least \(least) properties", &outcome)
        }
        if let most = node.maxProperties, object.count > most {
            report("array_max_properties", "Must have at most \(most) properties", &outcome)
        }
        for key in node.required where object.lookup(key).isUndefined {
            report("required", "\(key.string) is required", &outcome)
        }
        try checkMembers(object, node, &outcome)
        if let names = node.propertyNames {
            for key in object.keys {
                let found = try self.outcome(key, names)
                if found.isMatch { continue }
                report(
                    "invalid_property_name", "Property name of \(GraphQL.quote(key.string)) does not match", &outcome)
                outcome.merge(found)
            }
        }
        outcome.score += 1
    }

    private mutating func checkMembers(
        _ object: Value, _ node: JSONSchema.Node, _ outcome: inout JSONSchema.Outcome
    ) throws(BuiltinError) {
        if node.patternProperties.isEmpty && node.additionalProperties == nil { return }
        let known = Set(node.properties.map { ValueKey($0.key) })
        for (key, value) in zip(object.keys, object.values) {
            let name = key.isString ? key.string : TermText.of(key)
            var isKnown = known.contains(ValueKey(key))
            for (pattern, schema) in node.patternProperties where key.isString {
                try step()
                guard pattern.isFound(in: key.utf8) else { continue }
                isKnown = true
                outcome.merge(try self.outcome(value, schema, under: name))
            }
            if isKnown { continue }
            switch node.additionalProperties {
            case .allowed(false):
                report(
                    "additional_property_not_allowed", "Additional property \(name) is not allowed", &outcome)
            case .schema(let schema): outcome.merge(try self.outcome(value, schema, under: name))
            default: break
            }
        }
    }

    func checkNumber(
        _ number: Value, _ node: JSONSchema.Node, _ outcome: inout JSONSchema.Outcome
    ) throws(BuiltinError) {
        let decimal = DecimalText(number.numberText)
        if let multiple = node.multipleOf, try !JSONSchema.isMultiple(decimal, of: multiple.decimal) {
            report("multiple_of", "Must be a multiple of \(multiple.text)", &outcome)
        }
        if let limit = node.maximum, DecimalText.compare(decimal, limit.decimal) > 0 {
            report("number_lte", "Must be less than or equal to \(limit.text)", &outcome)
        }
        if let limit = node.exclusiveMaximum, DecimalText.compare(decimal, limit.decimal) >= 0 {
            report("number_lt", "Must be less than \(limit.text)", &outcome)
        }
        if let limit = node.minimum, DecimalText.compare(decimal, limit.decimal) < 0 {
            report("number_gte", "Must be greater than or equal to \(limit.text)", &outcome)
        }
        if let limit = node.exclusiveMinimum, DecimalText.compare(decimal, limit.decimal) <= 0 {
            report("number_gt", "Must be greater than \(limit.text)", &outcome)
        }
    }

    func checkString(_ string: Value, _ node: JSONSchema.Node, _ outcome: inout JSONSchema.Outcome) {
        if node.minLength != nil || node.maxLength != nil {
            let length = string.utf8.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
            if let least = node.minLength, length < least {
                report("string_gte", "String length must be greater than or equal to \(least)", &outcome)
            }
            if let most = node.maxLength, length > most {
                report("string_lte", "String length must be less than or equal to \(most)", &outcome)
            }
        }
        if let (pattern, text) = node.pattern, !pattern.isFound(in: string.utf8) {
            report("pattern", "Does not match pattern '\(text)'", &outcome)
        }
    }
}

extension JSONSchema {
    /// Exactly; without making numbers as long as their exponents say.
    static func isMultiple(_ number: DecimalText, of divisor: DecimalText) throws(BuiltinError) -> Bool {
        if number.digits.isEmpty { return true }
        // Neither number ends in a zero, so more decimal places cannot be made up for.
        if number.exponent < divisor.exponent { return false }
        guard divisor.digits.count <= 37 else { throw .failure("multipleOf must have at most 37 digits") }
        let modulus = divisor.digits.reduce(UInt128(0)) { $0 * 10 + UInt128($1 - UInt8(ascii: "0")) }
        var rest = number.digits.reduce(UInt128(0)) { ($0 * 10 + UInt128($1 - UInt8(ascii: "0"))) % modulus }
        // After 128 tens every two and five of the divisor is accounted for.
        for _ in 0..<min(number.exponent - divisor.exponent, 128) {
            if rest == 0 { break }
            rest = rest * 10 % modulus
        }
        return rest == 0
    }
}
