/// How the web side of the house is run. Times in seconds, sizes in bytes.
package struct WebConfiguration: Sendable {
    package var host = "127.0.0.1"
    package var port = 8080
    /// Origin under which browsers see us, such as `https://ssj.example.gov.cn`; nil: taken from the Host header.
    package var origin: String?
    /// Set behind TLS: `Secure` cookies with the `__Host-` prefix, and HSTS.
    package var secure = false
    /// Whether `X-Forwarded-For` of the peer is believed (only behind our own proxy).
    package var trustsProxy = false
    /// A session ends after so long without a request.
    package var sessionIdle = 30 * 60
    /// And after so long in any case.
    package var sessionAbsolute = 8 * 3600
    /// Sign-in attempts of one client address in `loginWindow` seconds.
    package var loginRate = 20
    package var loginWindow = 300
    /// Searches of the public lists by one client address in a minute.
    package var publicSearches = 120
    /// Files of public lists for one client address in ten minutes.
    package var publicFiles = 20
    /// Files of lists that are made at the same time; half of them at most for people who are not signed in.
    package var filesAtOnce = 4
    /// Largest form without files.
    package var formLimit = 1 << 20
    /// Largest request of a route that takes files.
    package var uploadLimit = 200 << 20
    /// Files up to this size stay in memory.
    package var uploadInMemory = 1 << 20
    /// Where larger ones are kept while their handler runs.
    package var temporaryDirectory = "/tmp"
    /// Folder that holds `Templates` and `Public`; nil: the bundle of this target.
    package var resources: String?

    package init() {}

    /// Name of the session cookie.
    var cookieName: String { secure ? "__Host-mingcha" : "mingcha" }
}
