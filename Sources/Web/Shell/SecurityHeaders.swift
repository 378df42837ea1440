import HTTPTypes
import Hummingbird

/// The headers every response carries (OWASP ASVS 5.0 V3.4).
enum SecurityHeaders {
    static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
        "font-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "manifest-src 'self'",
        "worker-src 'self'",
    ].joined(separator: "; ")

    private static let fixed: [(String, String)] = [
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        (
            "Permissions-Policy",
            "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), interest-cohort=()"
        ),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
    ]

    static func add(to response: inout Response, configuration: WebConfiguration, request: String) {
        for (name, value) in fixed { set(name, value, &response) }
        if configuration.secure { set("Strict-Transport-Security", "max-age=31536000; includeSubDomains", &response) }
        set("X-Request-Id", request, &response)
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    }

    private static func set(_ name: String, _ value: String, _ response: inout Response) {
        guard let field = HTTPField.Name(name) else { return }
        response.headers[field] = value
    }
}
