/// One line of `population.txt`: a subject's lot in an opaque stratum.
package struct PopulationLine: Sendable, Hashable {
    /// Opaque name, `[0-9A-Za-z:-]{1,64}`, for example `c1:s3`. Never a risk class.
    package let stratum: String
    /// 20 characters `[0-9A-F]`.
    package let lot: String

    package init(stratum: String, lot: String) {
        self.stratum = stratum
        self.lot = lot
    }

    /// The line's bytes without its LF: what a leaf of the population's tree is.
    package var bytes: [UInt8] { Array(stratum.utf8) + [0x09] + Array(lot.utf8) }
}
