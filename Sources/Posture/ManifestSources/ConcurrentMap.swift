import Synchronization

/// Hands out 0, 1, 2, … to several threads.
package final class NextIndex: Sendable {
    private let next = Atomic(0)

    package init() {}

    /// The first of so many numbers.
    package func take(_ count: Int = 1) -> Int { next.wrappingAdd(count, ordering: .relaxed).oldValue }
}

/// Applies `transform` to all inputs on several threads; results are in the order of the inputs.
///
/// - Throws: of several errors that of the first input, so that the answer does not depend on timing.
package func concurrentMap<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], workers: Int, _ transform: @Sendable @escaping (Input) throws -> Output
) async throws -> [Output] {
    let next = NextIndex()
    let workers = min(max(workers, 1), inputs.count)
    let pieces = await withTaskGroup(of: [(Int, Result<Output, any Error>)].self) { group in
        for _ in 0..<workers {
            group.addTask {
                var done: [(Int, Result<Output, any Error>)] = []
                while !Task.isCancelled {
                    let index = next.take()
                    guard index < inputs.count else { break }
                    done.append((index, Result { try transform(inputs[index]) }))
                }
                return done
            }
        }
        var all: [(Int, Result<Output, any Error>)] = []
        for await done in group { all += done }
        return all
    }
    try Task.checkCancellation()
    return try pieces.sorted { $0.0 < $1.0 }.map { try $0.1.get() }
}
