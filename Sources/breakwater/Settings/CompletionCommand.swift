import ArgumentParser

/// `breakwater completion SHELL`.
struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print a completion script for a shell.",
        discussion: """
            bash: breakwater completion bash > /etc/bash_completion.d/breakwater
            zsh:  breakwater completion zsh > "${fpath[1]}/_breakwater"
            fish: breakwater completion fish > ~/.config/fish/completions/breakwater.fish
            """)

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish
    }

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        Console.writeLine(Breakwater.completionScript(for: kind))
    }
}
