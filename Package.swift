// swift-tools-version: 6.2
// The house: targets by what code may touch, folders by stage. See ARCHITECTURE.md.
import PackageDescription

/// Swift 6 language mode for every target, with the upcoming features that make imports say what they mean.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "mingcha",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "mingcha", targets: ["mingcha"]),
        .executable(name: "mingcha-verify", targets: ["mingcha-verify"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: [.defaults, "YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // Pure: outsiders rebuild these two alone.
        .target(name: "VerifiableDraw", dependencies: [crypto], swiftSettings: strict),
        .target(name: "TransparencyLog", dependencies: [crypto], swiftSettings: strict),

        // The rules and use cases, no I/O.
        .target(
            name: "Domain",
            dependencies: [
                "VerifiableDraw", "TransparencyLog", crypto,
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),

        // One SQL value, two drivers.
        .systemLibrary(name: "CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(
            name: "Database",
            dependencies: [
                "CPQ", crypto, logging,
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .target(
            name: "Store",
            dependencies: ["Database", "Domain", "TransparencyLog", "VerifiableDraw"],
            resources: [.copy("Migrations")],
            swiftSettings: strict),

        // What crosses the edge of the house.
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CQrencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CXlsxwriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(name: "CMinizip", pkgConfig: "minizip", providers: [.apt(["libminizip-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .target(
            name: "Documents",
            dependencies: ["CZlib", "CQrencode", "CXlsxwriter", "CMinizip", "CExpat", "Domain"],
            swiftSettings: strict),
        .target(
            name: "Exchange",
            dependencies: [
                "Domain", "TransparencyLog", crypto, logging,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .target(
            name: "Web",
            dependencies: [
                "CZlib", "Domain", "TransparencyLog", "VerifiableDraw", crypto, logging,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            resources: [.copy("Templates"), .copy("Public")],
            swiftSettings: strict),

        // Sets of subjects as compressed bitmaps (CRoaring): counts and selections of the registry.
        .systemLibrary(name: "CRoaring", providers: [.apt(["libroaring-dev"])]),
        .target(name: "Index", dependencies: ["CRoaring", "Domain"], swiftSettings: strict),

        // The only place where all is joined, and the verifier that knows nothing of it.
        .executableTarget(
            name: "mingcha",
            dependencies: [
                "Web", "Store", "Database", "Documents", "Exchange", "Index", "Domain", "VerifiableDraw",
                "TransparencyLog",
                logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "mingcha-verify", dependencies: ["VerifiableDraw", "TransparencyLog"], swiftSettings: strict),

        .executableTarget(
            name: "database-benchmark", dependencies: ["Database", logging], path: "Benchmarks/Database",
            swiftSettings: strict),
        .executableTarget(
            name: "draw-benchmark", dependencies: ["VerifiableDraw"], path: "Benchmarks/Draw", swiftSettings: strict),
        .executableTarget(
            name: "index-benchmark",
            dependencies: ["Index", "Store", "Database", "Domain", "TransparencyLog", logging],
            path: "Benchmarks/Index", swiftSettings: strict),

        // A small province that tests walk through the cycle; nothing of the product depends on it.
        .target(
            name: "World",
            dependencies: ["Store", "Database", "Documents", "Domain", "TransparencyLog", "VerifiableDraw", logging],
            path: "Tests/World", swiftSettings: strict),

        .testTarget(
            name: "VerifiableDrawTests", dependencies: ["VerifiableDraw"], resources: [.copy("Vectors")],
            swiftSettings: strict),
        .testTarget(
            name: "TransparencyLogTests", dependencies: ["TransparencyLog", crypto], swiftSettings: strict),
        .testTarget(
            name: "DomainTests",
            dependencies: ["Domain", "Documents", .product(name: "Yams", package: "Yams")], swiftSettings: strict),
        .testTarget(name: "DocumentsTests", dependencies: ["Documents", "Domain"], swiftSettings: strict),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "Store", "Database", "Documents", "Domain", "Index", "TransparencyLog", "VerifiableDraw", "World",
                logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "Web", "World", "Database", "Domain", "TransparencyLog", logging,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(name: "DatabaseTests", dependencies: ["Database", logging], swiftSettings: strict),
    ]
)
