import ContainerImages
import Testing

@Suite struct ImageReferenceTests {
    private static let zeros = String(repeating: "0", count: 64)

    @Test(arguments: [
        ("nginx", "docker.io/library/nginx:latest"),
        ("nginx:1.27", "docker.io/library/nginx:1.27"),
        ("grafana/grafana", "docker.io/grafana/grafana:latest"),
        ("index.docker.io/library/nginx", "docker.io/library/nginx:latest"),
        ("localhost/app", "localhost/app:latest"),
        ("localhost:5000/team/app:v1", "localhost:5000/team/app:v1"),
        ("Registry/app", "Registry/app:latest"),
        ("ghcr.io/org/app@sha256:\(zeros)", "ghcr.io/org/app@sha256:\(zeros)"),
        ("ghcr.io/org/app:v1@sha256:\(zeros)", "ghcr.io/org/app:v1@sha256:\(zeros)"),
    ])
    func shortNamesAreSpelledOut(text: String, whole: String) {
        #expect(ImageReference(text)?.description == whole)
    }

    @Test(arguments: [
        "", ":v1", "nginx:", "nginx:.v", "UPPER", "a//b", "-a", "a/-b", "host:99999/a", "host:x/a", "nginx@sha256:12",
        "nginx@md5:00000000000000000000000000000000", "a b", "a/b:c/d", "http://a/b",
    ])
    func whatIsNoReferenceIsRefused(text: String) {
        #expect(ImageReference(text) == nil)
    }

    @Test func aDigestIsAskedForRatherThanATag() {
        #expect(
            ImageReference("a/b:v1@sha256:\(ImageReferenceTests.zeros)")?.identifier
                == "sha256:\(ImageReferenceTests.zeros)")
        #expect(ImageReference("a/b:v1")?.identifier == "v1")
    }

    @Test func aDigestIsThatOfItsBytes() {
        // FIPS 180-2, appendix B.1.
        #expect(
            Digest(of: Array("abc".utf8)).description
                == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
