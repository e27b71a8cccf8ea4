import Testing

@testable import KubernetesClient

/// Kubeconfig files and what they lead to.
@Suite struct KubeconfigTests {
    private static let folder = String(#filePath.dropLast("KubeconfigTests.swift".count)) + "Fixtures"
    private static let first = "\(folder)/first.yaml"
    private static let second = "\(folder)/second.yaml"

    private func config(_ files: [String] = [first], _ environment: [String: String] = [:]) throws -> Kubeconfig {
        try Kubeconfig(files: files, environment: environment)
    }

    @Test func theCurrentContextIsTaken() throws {
        let connection = try config().connection()
        #expect(connection.serverName == "https://10.1.2.3:6443")
        #expect(connection.namespace == "store")
        #expect(connection.clusterName == "shop")
        #expect(connection.tlsServerName == "kubernetes.default")
        #expect(connection.certificateAuthority == Array("---authority---".utf8))
        #expect(!connection.isInsecure)
        guard case .token("first-token") = connection.credential else {
            Issue.record("\(connection.credential)")
            return
        }
    }

    @Test func theFirstFileThatHasAnEntryWinsWhole() throws {
        let both = try config([Self.first, Self.second])
        #expect(both.currentContext == "shop")
        #expect(try both.connection().serverName == "https://10.1.2.3:6443")
        let spare = try both.connection(context: "spare")
        #expect(spare.serverName == "http://127.0.0.1:8001")
        guard case .token("first-token") = spare.credential else {
            Issue.record("\(spare.credential)")
            return
        }
        #expect(try config([Self.second, Self.first]).connection().serverName == "http://127.0.0.1:8001")
    }

    @Test(arguments: [
        (
            "missing",
            "The kubeconfig has no context \"missing\". It has: half, no-cluster, no-user, old-login, old-plugin, "
                + "other, plugin, proxied, shop."
        ),
        ("no-cluster", "The context \"no-cluster\" names the cluster \"gone\", which the kubeconfig does not have."),
        ("no-user", "The context \"no-user\" names the user \"gone\", which the kubeconfig does not have."),
        ("half", "The user \"half\" in the kubeconfig has a client certificate or a key, but not both."),
        (
            "old-login",
            "The user \"old\" logs in with the auth-provider \"gcp\", which Kubernetes removed in 1.26. Replace it "
                + "by an exec plugin (for GKE gke-gcloud-auth-plugin, for AKS kubelogin)."
        ),
        (
            "old-plugin",
            "The exec plugin of the user \"old-plugin\" in the kubeconfig cannot be used: its apiVersion "
                + "\"client.authentication.k8s.io/v1alpha1\" is not supported; change it to client.authentication.k8s.io/v1 "
                + "and update the plugin."
        ),
    ])
    func whatIsMissingIsSaid(context: String, sentence: String) throws {
        let config = try config()
        #expect { try config.connection(context: context) } throws: { "\($0)" == sentence }
    }

    @Test func proxiesComeFromTheFile() throws {
        let connection = try config().connection(context: "proxied")
        #expect(connection.proxy?.description == "http://proxy.example.com:3128")
        #expect(connection.proxy?.login == ProxyAddress.Login(user: "user", password: "pass@word"))
        #expect(connection.server.path == "/k8s/clusters/c-1")
        #expect(connection.server.port == 443)
    }

    @Test func proxiesComeFromTheEnvironment() throws {
        let proxy = ["HTTPS_PROXY": "http://proxy:8080"]
        #expect(try config([Self.first], proxy).connection().proxy?.description == "http://proxy:8080")
        for list in ["10.1.2.3", "*", "10.0.0.0/8", "example.com, 10.1.2.3:6443"] {
            let environment = proxy.merging(["NO_PROXY": list]) { $1 }
            #expect(try config([Self.first], environment).connection().proxy == nil, "\(list)")
        }
        for list in ["10.1.2.4", "10.1.2.3:443", "192.168.0.0/16", "2.3"] {
            let environment = proxy.merging(["no_proxy": list]) { $1 }
            #expect(try config([Self.first], environment).connection().proxy != nil, "\(list)")
        }
        #expect(try config([Self.second], proxy).connection().proxy == nil)
        #expect { try config([Self.first], ["https_proxy": "gopher://x"]).connection() } throws: {
            "\($0)".contains("in the variable https_proxy cannot be used")
        }
    }

    @Test func impersonationBecomesHeaders() throws {
        let connection = try config().connection(context: "other")
        #expect(connection.isInsecure)
        #expect(connection.serverName == "https://[fd00::1]:443")
        #expect(
            connection.impersonation.map { "\($0.name): \($0.value)" }
                == ["Impersonate-User: admin", "Impersonate-Group: ops", "Impersonate-Group: dev"])
        guard case .basic("ada", "secret") = connection.credential else {
            Issue.record("\(connection.credential)")
            return
        }
    }

    @Test func pluginsAreToldAboutTheCluster() throws {
        guard case .exec(let plugin) = try config().connection(context: "plugin").credential else {
            Issue.record("no plugin")
            return
        }
        #expect(plugin.command == "\(Self.folder)/./bin/login")
        #expect(plugin.arguments == ["token", "--cluster"])
        #expect(plugin.environment == ["REGION": "north"])
        #expect(
            plugin.info(isInteractive: false)
                == #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"cluster":"#
                + #"{"certificate-authority-data":"LS0tYXV0aG9yaXR5LS0t","server":"https://10.1.2.3:6443","#
                + #""tls-server-name":"kubernetes.default"},"interactive":false}}"#)
    }

    @Test func aMissingFileIsSaidSo() throws {
        #expect { try Kubeconfig.connection(file: "/nowhere/config", environment: [:]) } throws: {
            "\($0)".hasPrefix("The kubeconfig cannot be read: /nowhere/config: the file cannot be read (No such file")
        }
        #expect { try Kubeconfig.connection(environment: ["HOME": "/nowhere"]) } throws: {
            "\($0)".hasPrefix("There is no kubeconfig: /nowhere/.kube/config does not exist, and this is no pod")
        }
        // Of several files, those that are not there do not matter.
        let list = ["KUBECONFIG": "/nowhere/config::\(Self.second)"]
        #expect(try Kubeconfig.connection(environment: list).contextName == "spare")
    }

    @Test func aPodUsesItsServiceAccount() throws {
        let folder = try TemporaryFolder()
        try folder.write("token", "pod-token\n")
        try folder.write("ca.crt", "authority")
        try folder.write("namespace", "shop\n")
        let environment = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]
        let connection = try #require(
            try ServiceAccount.connection(environment: environment, folder: folder.path))
        #expect(connection.serverName == "https://[fd00::1]:443")
        #expect(connection.namespace == "shop")
        #expect(connection.certificateAuthority == Array("authority".utf8))
        #expect(try ServiceAccount.connection(environment: [:], folder: folder.path) == nil)
        #expect { try ServiceAccount.connection(environment: environment, folder: "/nowhere") } throws: {
            "\($0)".hasPrefix("The service account of this pod cannot be used: /nowhere/token cannot be read")
        }
    }
}
