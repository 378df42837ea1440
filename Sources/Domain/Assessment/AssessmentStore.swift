package protocol AssessmentStore {
}
