/// Durations for people, in the unit that suits them: `1.234ms`, `56.7µs`.
public enum DurationText {
    public static func text(of duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = Double(seconds) * 1e9 + Double(attoseconds) / 1e9
        return text(nanoseconds: nanoseconds)
    }

    public static func text(nanoseconds: Double) -> String {
        switch nanoseconds {
        case ..<1e3: "\(decimal(nanoseconds, places: 0))ns"
        case ..<1e6: "\(decimal(nanoseconds / 1e3, places: 3))µs"
        case ..<1e9: "\(decimal(nanoseconds / 1e6, places: 3))ms"
        default: "\(decimal(nanoseconds / 1e9, places: 3))s"
        }
    }

    /// A number with at most `places` digits after the point.
    public static func decimal(_ number: Double, places: Int) -> String {
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((number.magnitude * Double(scale)).rounded())
        let whole = "\(number < 0 && scaled > 0 ? "-" : "")\(scaled / scale)"
        guard scaled % scale != 0 else { return whole }
        var digits = "\(scaled % scale)"
        digits = String(repeating: "0", count: places - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}
