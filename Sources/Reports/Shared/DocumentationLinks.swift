/// Where a person reads more about a control: the one place that decides it.
///
/// The texts are in the program, so the answer is a command. Documents that need a URL have one when somebody hosts the
/// exported texts and says where (`--docs-url`); a link that leads nowhere is worse than none.
public struct DocumentationLinks: Sendable {
    /// The URL below which the page of each control lies; nil when there is none.
    public let base: String?

    /// - Parameter base: an http or https URL. Anything else is taken for none.
    public init(base: String? = nil) {
        self.base = base.flatMap { text in
            text.hasPrefix("https://") || text.hasPrefix("http://")
                ? (text.hasSuffix("/") ? String(text.dropLast()) : text) : nil
        }
    }

    /// The page of a control, as Kubescape's site lays them out: `<base>/c-0057`.
    func url(_ control: String) -> String? { base.map { "\($0)/\(control.lowercased())" } }

    /// The command that prints the texts of a control.
    func command(_ control: String) -> String { "breakwater policies show \(control)" }

    /// The page when there is one, else the command.
    public func pointer(_ control: String) -> String { url(control) ?? command(control) }
}
