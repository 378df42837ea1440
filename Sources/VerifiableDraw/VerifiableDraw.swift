// VerifiableDraw
