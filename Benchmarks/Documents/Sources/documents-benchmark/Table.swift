import Foundation

/// Measures and prints one row for each way of doing something.
struct Table {
    let bytes: Int
    let rounds: Int

    init(bytes: Int, rounds: Int) {
        self.bytes = bytes
        self.rounds = rounds
        print("\(path): \(Table.fixed(Double(bytes) / 1e6)) MB, best of \(rounds)")
        print("                                  ms      MB/s    +RSS MB  times ours")
    }

    /// Measures `work`, prints it beside `other` and returns its seconds.
    @discardableResult
    func row<Result>(_ name: String, beside other: Double? = nil, _ work: () throws -> Result) rethrows -> Double {
        var best = Double.infinity
        var growth = 0.0
        for round in 0..<rounds {
            let memory = Table.residentBytes()
            let start = Table.cpuSeconds()
            let result = try work()
            best = min(best, Table.cpuSeconds() - start)
            if round == 0 { growth = Table.residentBytes() - memory }
            withExtendedLifetime(result) {}
        }
        let columns = [best * 1e3, Double(bytes) / best / 1e6, growth / 1e6, best / (other ?? best)]
        let padded = columns.map { Table.fixed($0) }.map { String(repeating: " ", count: max(10 - $0.count, 1)) + $0 }
        print(name.padding(toLength: 27, withPad: " ", startingAt: 0) + padded.joined())
        return best
    }

    static func fixed(_ number: Double) -> String { String(format: "%.1f", number) }

    private static func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    private static func residentBytes() -> Double {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }
}
