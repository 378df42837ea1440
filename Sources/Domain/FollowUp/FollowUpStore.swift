package protocol FollowUpStore {
}
