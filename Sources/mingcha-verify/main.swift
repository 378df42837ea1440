print("mingcha-verify")
