import Rego
import Testing

@Suite struct SyntaxTests {
    @Test func `A module of the library's style parses`() throws {
        let module = try Parser.parseModule(
            """
            package armo_builtins

            import rego.v1
            import data.cautils

            deny contains msga if {
                pod := input[_]
                pod.kind == "Pod"
                some i, container in pod.spec.containers
                not is_safe(container)
                path := sprintf("spec.containers[%v]", [format_int(i, 10)])
                msga := {"alertMessage": sprintf("bad: %v", [container.name]), "failedPaths": [path | true]}
            }

            is_safe(container) if container.securityContext.privileged == false
            else := false
            """, file: "a.rego", dialect: .v1)
        #expect(module.package == ["armo_builtins"])
        #expect(module.rules.count == 2)
        #expect(module.rules[0].body.count == 6)
        #expect(module.rules[1].elseBranches.count == 1)
    }
}
