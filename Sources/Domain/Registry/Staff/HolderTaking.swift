/// Takes one record of the certificate platform into the library, within a page's transaction.
struct HolderTaking {
    let run: Int64
    let stores: any Stores
    let house: House
    let now: Moment

    func take(_ record: HolderRecord) throws -> RowChange {
        let known = try stores.staff.holder(platformID: record.platformID)
        if let known, !(known.record.changedAt.utf8.lexicographicallyPrecedes(record.changedAt.utf8)) {
            // The same again, or an older word that arrives later.
            return .unchanged
        }
        let found = try known?.inspector ?? match(record)
        var inspector = try found.flatMap { try stores.registry.inspector(id: $0) }
        if let one = inspector, let other = try stores.staff.holder(inspector: one.id),
            !other.record.platformID.utf8.elementsEqual(record.platformID.utf8)
        {
            try differ(.twice, nil, one, record, other.record.certificate.number, record.certificate.number, .open)
            inspector = nil
        }
        let holder = try stores.staff.upsert(record, inspector: inspector?.id, at: now)
        try seal(record, holder: holder, inspector: inspector?.id)
        if let inspector { try compare(record, holder, inspector) }
        return known == nil ? .inserted : .updated
    }

    /// By certificate, then by number at work with the same name, then by identity number.
    private func match(_ record: HolderRecord) throws -> Int64? {
        if let id = try stores.staff.inspector(certificate: record.certificate.number) { return id }
        if !record.employeeNumber.isEmpty,
            let one = try stores.registry.inspector(code: record.employeeNumber),
            one.name.utf8.elementsEqual(record.name.utf8)
        {
            return one.id
        }
        guard let vault = house.vault, let identity = record.identity.flatMap(PersonalKind.identity.checked) else {
            return nil
        }
        return try stores.staff.owners(blinds: vault.blinds(identity, kind: .identity), kind: .identity)
            .lazy.compactMap(\.inspectorID).first
    }

    private func seal(_ record: HolderRecord, holder: Int64, inspector: Int64?) throws {
        guard let vault = house.vault else { return }
        let owner = inspector.map(PersonalData.owner(inspector:)) ?? PersonalData.owner(holder: holder)
        let kept = try stores.staff.personal(owner: owner)
        for (kind, text) in [(PersonalKind.identity, record.identity), (.phone, record.phone)] {
            guard let value = text.flatMap(kind.checked) else { continue }
            // What a person entered stands.
            if inspector != nil, kept[kind] != nil { continue }
            try stores.staff.keep(try vault.seal(value, owner: owner, kind: kind), owner: owner, kind: kind, at: now)
        }
    }

    private func compare(_ record: HolderRecord, _ holder: Int64, _ inspector: Inspector) throws {
        var certificate = record.certificate
        if record.status == .revoked {
            // Taken back: not valid from today on.
            let last = min(certificate.until, now.day.advanced(by: -1))
            certificate = Inspector.Certificate(
                number: certificate.number, kind: certificate.kind, from: min(certificate.from, last), until: last)
        }
        if inspector.certificate != certificate {
            try stores.staff.setCertificate(certificate, inspector: inspector.id, at: now)
            try differ(
                .certificate, holder, inspector, record,
                inspector.certificate.map { "\($0.number)，至 \($0.until)" } ?? "未登记",
                "\(certificate.number)，至 \(certificate.until)", .applied)
        }
        if !inspector.name.utf8.elementsEqual(record.name.utf8) {
            try differ(.name, holder, inspector, record, inspector.name, record.name, .open)
        }
        if let authority = try stores.staff.authority(unit: record.unitCode), authority != inspector.authority,
            record.status == .active
        {
            try differ(.unit, holder, inspector, record, inspector.authorityName, record.unitName, .open)
        }
        if record.status == .left, inspector.status == .active {
            try differ(.left, holder, inspector, record, "在岗", record.status.title, .open)
        }
    }

    private func differ(
        _ kind: SyncDifference.Kind, _ holder: Int64?, _ inspector: Inspector, _ record: HolderRecord, _ before: String,
        _ after: String, _ state: SyncDifference.State
    ) throws {
        if state == .open, let holder, let earlier = try stores.staff.openDifference(holder: holder, kind: kind) {
            try stores.staff.setSettled(difference: earlier.id)
        }
        try stores.staff.insert(
            SyncDifference(
                id: 0, run: run, holder: holder, inspector: inspector.id, region: inspector.region, kind: kind,
                name: inspector.name, before: before, after: after, state: state))
    }
}
