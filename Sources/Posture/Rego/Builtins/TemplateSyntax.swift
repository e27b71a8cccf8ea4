/// The syntax tree of a text template (Go's `text/template`, without named templates).
indirect enum TemplateNode {
    case text(ArraySlice<UInt8>)
    case output(TemplatePipeline)
    case branch(TemplateBranch)
    case leave(isBreak: Bool)
}

struct TemplateBranch {
    enum Kind { case `if`, with, range }

    let kind: Kind
    let pipeline: TemplatePipeline
    let body: [TemplateNode]
    let otherwise: [TemplateNode]
}

/// Commands in a row, each given the result of the one before as its last argument.
struct TemplatePipeline {
    /// `$x := …`, `$x = …`; two in a range.
    var variables: [String] = []
    var declares = false
    var commands: [TemplateCommand] = []
}

/// A value, or a function with its arguments, with the place that complaints name.
struct TemplateCommand {
    let operands: [TemplateOperand]
    let position: Int
    let text: String
}

indirect enum TemplateOperand {
    case dot
    case null
    case boolean(Bool)
    case integer(Int)
    case float(Double)
    case string([UInt8])
    case function(String)
    /// `.a.b` below the dot; the position is that of the last name, the text that of the whole.
    case field([String], position: Int, text: String)
    case variable(String, [String], position: Int, text: String)
    case group(TemplatePipeline, [String], position: Int, text: String)
}

/// One item of an action.
enum TemplateToken: Equatable {
    case word(String)
    case field(String)
    case variable(String)
    case string([UInt8])
    case number(String)
    case symbol(String)
    case space
}
