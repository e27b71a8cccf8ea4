// swift-tools-version: 6.2
import PackageDescription

/// Language features that every target of the house turns on.
let houseRules: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// For the targets whose inner loops count nanoseconds. Debug builds, and so the tests, still check every access.
let withoutAccessChecks: [SwiftSetting] = [
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
]

let package = Package(
    name: "breakwater",
    products: [
        .executable(name: "breakwater", targets: ["breakwater"]),
        // For Benchmarks/Documents.
        .library(name: "Documents", targets: ["Documents"]),
        // For Benchmarks/Backend.
        .library(name: "ReportStore", targets: ["ReportStore"]),
        .library(name: "EventReceiver", targets: ["EventReceiver"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
        // Kubernetes: the client, and the server of the tests.
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        // Services.
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // Foreign: C and C++ libraries of the system, each behind the smallest face that serves.
        .systemLibrary(
            name: "CLibYAML", path: "Sources/Foreign/CLibYAML", pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(
            name: "CArchive", path: "Sources/Foreign/CArchive", pkgConfig: "libarchive",
            providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(
            name: "CZlib", path: "Sources/Foreign/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CRE2", path: "Sources/Foreign/CRE2", linkerSettings: [.linkedLibrary("re2")]),

        // Documents: the ground floor.
        .target(name: "Documents", dependencies: ["CLibYAML"], swiftSettings: houseRules + withoutAccessChecks),

        // Posture.
        .target(
            name: "Rego",
            dependencies: [
                "Documents", "CRE2",
                .product(name: "BigInt", package: "BigInt"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            path: "Sources/Posture/Rego", swiftSettings: houseRules + withoutAccessChecks),

        .target(
            name: "RegoTools", dependencies: ["Documents", "Rego"], path: "Sources/Posture/RegoTools",
            swiftSettings: houseRules),

        .target(
            name: "PolicyLibrary", dependencies: ["Documents", "Rego"], path: "Sources/Posture/PolicyLibrary",
            swiftSettings: houseRules, plugins: ["EmbedPolicies"]),
        .target(
            name: "ManifestSources", dependencies: ["Documents"], path: "Sources/Posture/ManifestSources",
            swiftSettings: houseRules),
        .target(
            name: "PostureScan",
            dependencies: [
                "Documents", "Rego", "PolicyLibrary", "ManifestSources",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "Sources/Posture/PostureScan", swiftSettings: houseRules + withoutAccessChecks),

        .target(
            name: "PolicyTools", dependencies: ["Documents", "Rego", "RegoTools", "PolicyLibrary", "PostureScan"],
            path: "Sources/Posture/PolicyTools", swiftSettings: houseRules),

        // Results in the forms that people and programs read.
        .target(
            name: "Reports",
            dependencies: [
                "Documents", "PolicyLibrary", "ManifestSources", "PostureScan",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: houseRules + withoutAccessChecks),

        // Kubernetes: an API server's client, and an API server in the process.
        .target(
            name: "KubernetesClient",
            dependencies: [
                "Documents",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Sources/Kubernetes/KubernetesClient", swiftSettings: houseRules),
        .target(
            name: "LocalCluster",
            dependencies: [
                "Documents",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            path: "Sources/Kubernetes/LocalCluster", swiftSettings: houseRules),
        // Serves manifests as an API server, for tests and measurements.
        .executableTarget(
            name: "local-cluster",
            dependencies: [
                "Documents", "LocalCluster", "ManifestSources",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/Tools/local-cluster", swiftSettings: houseRules),
        .target(
            name: "ClusterSources", dependencies: ["Documents", "KubernetesClient", "PolicyLibrary", "PostureScan"],
            path: "Sources/Posture/ClusterSources", swiftSettings: houseRules),

        // What crosses a process boundary, and what every service shares.
        .target(name: "Wire", dependencies: ["Documents"], swiftSettings: houseRules),
        .target(
            name: "ServiceKit",
            dependencies: [
                "Documents",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: houseRules),
        .target(
            name: "Spool",
            dependencies: [
                "ServiceKit",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: houseRules),
        // Measures websockets and the spool.
        .executableTarget(
            name: "service-bench",
            dependencies: [
                "Spool", "ServiceKit",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Sources/Tools/service-bench", swiftSettings: houseRules),
        // Writes and empties a spool; its tests kill it.
        .executableTarget(
            name: "spool-agent",
            dependencies: ["Spool", "ServiceKit", .product(name: "Logging", package: "swift-log")],
            path: "Sources/Tools/spool-agent", swiftSettings: houseRules),
        // Registries and what lies in them.
        .target(
            name: "ContainerImages",
            dependencies: [
                "Documents",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Sources/Vulnerabilities/ContainerImages", swiftSettings: houseRules),
        .target(
            name: "OfflineBundle",
            dependencies: [
                "CArchive", "ContainerImages", "Documents",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: houseRules),
        // Reports of earlier scans: read back, compared, and turned into fixes of the manifests.
        .target(
            name: "StoredReports", dependencies: ["Documents", "ManifestSources", "PolicyLibrary", "PostureScan"],
            path: "Sources/Posture/StoredReports", swiftSettings: houseRules),

        // What crosses a process boundary, and what every service shares.

        // The backend.
        .target(
            name: "ReportStore",
            dependencies: [
                "Documents", "CZlib",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Sources/Backend/ReportStore", swiftSettings: houseRules),
        .target(
            name: "EventReceiver",
            dependencies: [
                "Documents", "ReportStore", "Wire",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Sources/Backend/EventReceiver", swiftSettings: houseRules),

        // Packs Policies/ into the program at build time.
        .executableTarget(
            name: "embed-policies", path: "Sources/Tools/embed-policies", swiftSettings: houseRules),
        .plugin(name: "EmbedPolicies", capability: .buildTool(), dependencies: ["embed-policies"]),

        // The executable.
        .executableTarget(
            name: "breakwater",
            dependencies: [
                "Documents", "Rego", "RegoTools", "PolicyLibrary", "ManifestSources", "PostureScan", "PolicyTools",
                "Reports", "StoredReports", "ClusterSources", "KubernetesClient", "ContainerImages", "OfflineBundle",
                "EventReceiver", "ReportStore",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: houseRules),

        .testTarget(
            name: "WireTests", dependencies: ["Wire", "Documents"], exclude: ["Fixtures"], swiftSettings: houseRules),
        .testTarget(
            name: "ReportStoreTests",
            dependencies: ["ReportStore", .product(name: "GRDB", package: "GRDB.swift")],
            path: "Tests/Backend/ReportStoreTests", swiftSettings: houseRules),
        .testTarget(
            name: "EventReceiverTests",
            dependencies: [
                "EventReceiver", "ReportStore", "Wire", "Documents", "breakwater",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Backend/EventReceiverTests", exclude: ["Fixtures"], swiftSettings: houseRules),
        .testTarget(
            name: "KubernetesClientTests",
            dependencies: [
                "KubernetesClient", "LocalCluster", "Documents",
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Tests/Kubernetes/KubernetesClientTests", exclude: ["Fixtures"], swiftSettings: houseRules),
        .testTarget(
            name: "ClusterSourcesTests",
            dependencies: [
                "ClusterSources", "KubernetesClient", "LocalCluster", "PostureScan", "PolicyLibrary", "Documents",
            ],
            path: "Tests/Posture/ClusterSourcesTests", swiftSettings: houseRules),
        .testTarget(
            name: "ServiceKitTests",
            dependencies: [
                "ServiceKit",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["Python"], swiftSettings: houseRules),
        .testTarget(
            name: "SpoolTests",
            dependencies: [
                "Spool", "ServiceKit", "spool-agent",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: houseRules),
        .testTarget(name: "DocumentsTests", dependencies: ["Documents"], swiftSettings: houseRules),
        .testTarget(
            name: "RegoTests", dependencies: ["Rego"], path: "Tests/Posture/RegoTests", swiftSettings: houseRules),
        .testTarget(
            name: "RegoToolsTests", dependencies: ["Documents", "Rego", "RegoTools"],
            path: "Tests/Posture/RegoToolsTests", exclude: ["Cases"], swiftSettings: houseRules),
        .testTarget(
            name: "PolicyLibraryTests", dependencies: ["PolicyLibrary", "Documents", "Rego"],
            path: "Tests/Posture/PolicyLibraryTests", swiftSettings: houseRules),
        .testTarget(
            name: "ManifestSourcesTests", dependencies: ["ManifestSources", "Documents"],
            path: "Tests/Posture/ManifestSourcesTests", swiftSettings: houseRules),
        .testTarget(
            name: "PostureScanTests",
            dependencies: ["PostureScan", "ManifestSources", "PolicyLibrary", "Documents", "Rego"],
            path: "Tests/Posture/PostureScanTests", swiftSettings: houseRules),
        .testTarget(
            name: "ContainerImagesTests",
            dependencies: ["ContainerImages", .product(name: "AsyncHTTPClient", package: "async-http-client")],
            path: "Tests/Vulnerabilities/ContainerImagesTests", swiftSettings: houseRules),
        .testTarget(
            name: "OfflineBundleTests", dependencies: ["OfflineBundle", "ContainerImages"],
            swiftSettings: houseRules),
        .testTarget(
            name: "StoredReportsTests",
            dependencies: [
                "StoredReports", "Reports", "PostureScan", "ManifestSources", "PolicyLibrary", "Documents",
            ],
            path: "Tests/Posture/StoredReportsTests", swiftSettings: houseRules),
        .testTarget(
            name: "PolicyToolsTests", dependencies: ["PolicyTools", "PolicyLibrary", "Documents"],
            path: "Tests/Posture/PolicyToolsTests", swiftSettings: houseRules),
        .testTarget(
            name: "ReportsTests",
            dependencies: ["Reports", "PostureScan", "ManifestSources", "PolicyLibrary", "Documents"],
            exclude: ["Fixtures", "Golden"], swiftSettings: houseRules),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
