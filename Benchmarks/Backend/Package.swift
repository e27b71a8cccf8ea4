// swift-tools-version: 6.2
import PackageDescription

// Ingestion and page queries of the backend, measured against a receiver in a process of its own.
let package = Package(
    name: "backend-benchmark",
    dependencies: [
        .package(name: "breakwater", path: "../.."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .executableTarget(
            name: "backend-benchmark",
            dependencies: [
                .product(name: "EventReceiver", package: "breakwater"),
                .product(name: "ReportStore", package: "breakwater"),
                .product(name: "Logging", package: "swift-log"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
