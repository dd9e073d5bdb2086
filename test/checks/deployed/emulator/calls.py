"""Notes every call that a function makes to AWS's API, one line of JSON each: what its role must allow."""
import json
import re
import threading

from localstack.aws import handlers

# functions.py gives each function its name as the SDK's application id, which stands in the user agent.
# The runtime interface client adds a mark of its own to it.
APPLICATION = re.compile(r"app/([A-Za-z0-9_-]+?)(?:-PT-[A-Z0-9-]+)?(?![A-Za-z0-9_-])")
# Bodies are none of IAM's business, and may be large.
KEPT = ("Bucket", "Key", "VersionId", "Prefix", "IfNoneMatch", "IfMatch", "Tagging", "ObjectLockMode",
        "ObjectLockLegalHoldStatus", "ProcessingJobName", "TrainingJobName", "ExpectedBucketOwner")


def install(notes):
    lock = threading.Lock()
    path = notes + "/calls.ndjson"

    def note(_chain, context, response):
        found = APPLICATION.search(context.request.headers.get("User-Agent", ""))
        if found is None or context.operation is None:
            return
        request = context.service_request or {}
        call = {
            "function": found[1],
            "service": context.service.service_name,
            "operation": context.operation.name,
            "request": {name: str(request[name]) for name in KEPT if request.get(name) is not None},
            "status": response.status_code,
        }
        with lock, open(path, "a") as file:
            file.write(json.dumps(call) + "\n")

    handlers.run_custom_response_handlers.append(note)
