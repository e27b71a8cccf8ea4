/// Does the same to many things, a few at a time.
enum BoundedMap {
    /// Results are in the order of the items. The first error ends it all.
    static func run<Item: Sendable, Result: Sendable>(
        _ items: [Item], workers: Int, _ work: @escaping @Sendable (Item) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var results = [Result?](repeating: nil, count: items.count)
            var next = 0
            func begin() {
                guard next < items.count else { return }
                let place = next
                next += 1
                group.addTask { (place, try await work(items[place])) }
            }
            for _ in 0..<max(workers, 1) { begin() }
            while let (place, result) = try await group.next() {
                results[place] = result
                begin()
            }
            return results.compactMap { $0 }
        }
    }
}
