"""Runs Python that starts training jobs under the real SDK, before and after the fix, and says where a verdict is wrong.

Reads one JSON object a line: {"title", "source", "verdicts": [...], "after": ... or null}. Nothing of the SDK or of
boto3 is replaced but the sending of bytes: botocore serialises and validates each request, and a recorder answers it.
Prints one line a difference, then counts.
"""

import contextlib
import functools
import io
import json
import logging
import os
import re
import socket
import sys
import tempfile
import traceback
import types
import warnings

os.environ.update(
    AWS_ACCESS_KEY_ID="a", AWS_SECRET_ACCESS_KEY="b", AWS_DEFAULT_REGION="us-east-1", AWS_EC2_METADATA_DISABLED="true"
)
# SDK 3 else asks IAM about the role.
os.environ["SAGEMAKER_VALIDATE_ROLE"] = "false"
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
sys.dont_write_bytecode = True

import boto3
import botocore.awsrequest
import botocore.httpsession

SENT = []
ROLE = "arn:aws:iam::123456789012:role/role"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/image:latest"
JOB = {
    "TrainingJobName": "job",
    "RoleArn": ROLE,
    "AlgorithmSpecification": {"TrainingImage": IMAGE, "TrainingInputMode": "File"},
    "OutputDataConfig": {"S3OutputPath": "s3://bucket/output"},
    "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 1},
    "StoppingCondition": {"MaxRuntimeInSeconds": 60},
}
ARN = "arn:aws:sagemaker:us-east-1:123456789012:training-job/job"
DESCRIBED = {
    **JOB,
    "TrainingJobArn": ARN,
    "TrainingJobStatus": "Completed",
    "SecondaryStatus": "Completed",
    "ModelArtifacts": {"S3ModelArtifacts": "s3://bucket/model"},
    "CreationTime": 1700000000,
    "ProfilingStatus": "Disabled",
}
REQUESTS = ("CreateTrainingJob", "UpdateTrainingJob")
STS = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::123456789012:user/u</Arn><UserId>U</UserId><Account>123456789012</Account></GetCallerIdentityResult>
</GetCallerIdentityResponse>"""

# What S3 lists: the bucket that the SDK makes by itself is there.
BUCKETS = b"""<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Buckets><Bucket>
<Name>sagemaker-us-east-1-123456789012</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate></Bucket></Buckets>
</ListAllMyBucketsResult>"""


class Raw(io.BytesIO):
    def stream(self, **_):
        yield self.read()


def answer(_session, request):
    """Stands for the network."""
    target = request.headers.get("X-Amz-Target", b"")
    operation = (target.decode() if isinstance(target, bytes) else target).rpartition(".")[2]
    body = b""
    if operation:
        content = json.loads(request.body)
        SENT.append((operation, content))
        body = json.dumps({"TrainingJobArn": ARN, "HyperParameterTuningJobArn": ARN, "HyperParameterTuningJobName": "job", "HyperParameterTuningJobStatus": "Completed", **(DESCRIBED if operation == "DescribeTrainingJob" else {})}).encode()
    elif "sts" in request.url:
        body = STS.encode()
    elif request.method == "GET" and request.url.endswith("amazonaws.com/"):
        body = BUCKETS
    return botocore.awsrequest.AWSResponse(request.url, 200, {"content-type": "text/xml"}, Raw(body))


def refuse(*_):
    raise OSError("this check has no network")


botocore.httpsession.URLLib3Session.send = answer
# The SDK reports its own use past botocore: nothing may leave.
socket.socket.connect = refuse
socket.getaddrinfo = refuse
client = boto3.client("sagemaker")

# Scripts that the frameworks upload.
os.chdir(tempfile.mkdtemp())
with open("train.py", "w") as script:
    script.write("pass\n")

import sagemaker

IS_V2 = hasattr(sagemaker, "__version__") and sagemaker.__version__.startswith("2.")
if IS_V2:
    import sagemaker.amazon.kmeans
    import sagemaker.debugger
    import sagemaker.estimator
    import sagemaker.huggingface
    import sagemaker.pytorch
    import sagemaker.session
    import sagemaker.tuner
    import sagemaker.workflow.pipeline
    import sagemaker.workflow.steps

    # Read anew for each rule, this table takes most of a run's time.
    sagemaker.utils._botocore_resolver = functools.cache(sagemaker.utils._botocore_resolver)
    try:
        import sagemaker.telemetry.telemetry_logging as telemetry

        telemetry._send_telemetry_request = lambda *_, **__: None
    except ImportError:  # older ones have none
        pass
    # One session serves all: to make one takes longer than all the rest. Logs and waiting are for jobs that run.
    SESSION = sagemaker.session.Session()
    SESSION._default_bucket = "bucket"
    sagemaker.session.Session.logs_for_job = lambda *_, **__: None
    sagemaker.session.Session.wait_for_job = lambda *_, **__: DESCRIBED
    for module in (sagemaker.estimator, sagemaker.tuner, sagemaker.workflow.pipeline):
        if hasattr(module, "Session"):
            module.Session = lambda *_, **__: SESSION


def send(definition):
    """Takes a pipeline's definition as it is uploaded."""
    for step in json.loads(definition)["Steps"]:
        if step["Type"] == "Training":
            SENT.append(("CreateTrainingJob", step["Arguments"]))


def send_rules(rules):
    """Takes rules that nothing in SDK 3 sends."""
    SENT.append(("CreateTrainingJob", {"ProfilerRuleConfigurations": rules}))


def job_options():
    """The least that SDK 3 wants for a training job."""
    from sagemaker.core import shapes

    return {
        "training_job_name": "job",
        "role_arn": ROLE,
        "algorithm_specification": shapes.AlgorithmSpecification(training_image=IMAGE, training_input_mode="File"),
        "output_data_config": shapes.OutputDataConfig(s3_output_path="s3://bucket/output"),
        "resource_config": shapes.ResourceConfig(instance_type="ml.m5.xlarge", instance_count=1, volume_size_in_gb=1),
        "stopping_condition": shapes.StoppingCondition(max_runtime_in_seconds=60),
    }


def run(source):
    """The requests that a source sends, and the error it ends with."""
    SENT.clear()
    # A new world for each: what one run has changed in it is none of the next one's.
    namespace = {"image": IMAGE, "role": ROLE, "client": client, "JOB": JOB, "ROLE": ROLE, "IMAGE": IMAGE, "send": send, "send_rules": send_rules, "job_options": job_options, "sagemaker": sagemaker}
    namespace["__name__"] = "__main__"
    error = None
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            exec(compile(source, "<source>", "exec"), namespace)
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
            if os.environ.get("TRACE"):
                sys.__stderr__.write(traceback.format_exc())
    return json.loads(json.dumps(SENT)), error


def rules_of(sent):
    """All ProfilerReport rules that are sent, those aside that the SDK attaches by itself."""
    all_rules = [rule for operation, request in sent if operation in REQUESTS for rule in request.get("ProfilerRuleConfigurations") or []]
    reports = [rule for rule in all_rules if (rule.get("RuleParameters") or {}).get("rule_to_invoke") == "ProfilerReport"]
    return [rule for rule in reports if not re.fullmatch(r"ProfilerReport-\d{10}", rule["RuleConfigurationName"])]


def in_force(rule):
    return rule["RuleParameters"].get("opt_out_telemetry") == "True"


def normal(sent):
    """The requests without the parameter, and without what no two runs have in common."""
    text = json.dumps(sent, sort_keys=True)
    text = re.sub(r'"opt_out_telemetry": "[^"]*"(, )?', "", text).replace(", }", "}")
    text = re.sub(r"\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d-\d{1,3}|\d{6}-\d{4}|(?<=ProfilerReport-)\d{10}|\d{10}(?=\D)", "T", text)
    return re.sub(r"(?<=name\": \")[\w-]+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}", "N", text)


def difference(form):
    """Why the verdicts are wrong, or None."""
    verdicts = form["verdicts"]
    sent, error = run(form["source"])
    reports = rules_of(sent)
    if form["after"] is not None:
        if reports and all(map(in_force, reports)):
            return "said absent, and is in force"
        sent_after, error_after = run(form["after"])
        after = rules_of(sent_after)
        if "..." in form["source"]:
            return error_after if "SyntaxError" in str(error_after) else None
        if error_after:
            return f"raises after the fix: {error_after}"
        if not after or not all(map(in_force, after)):
            return f"is not in force after the fix: {after}"
        if error is None and normal(sent) != normal(sent_after):
            return f"{normal(sent)} became {normal(sent_after)}"
        return None
    if any("raises" in verdict for verdict in verdicts):
        return None if error else "said to raise, and does not"
    if any("refused" in verdict for verdict in verdicts):
        return None
    if error:
        return f"raises: {error}"
    if "in-force" in verdicts:
        return None if reports and all(map(in_force, reports)) else f"said in-force, sends {reports}"
    if "no-rule" in verdicts:
        return f"said no-rule, sends {reports}" if reports else None
    return f"said to hold no training job, sends {sent}" if sent else None


def main():
    counts, failed = {}, 0
    for line in sys.stdin:
        form = json.loads(line)
        if form["sdk"] not in (None, "2" if IS_V2 else "3"):
            continue
        for verdict in set(form["verdicts"]) or {"no-training-job"}:
            counts[verdict] = counts.get(verdict, 0) + 1
        problem = difference(form)
        if problem:
            failed += 1
            print(f"{form['title']}: {problem}\n{form['source']}\n{form['after'] or ''}")
    total = sum(counts.values())
    print(", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    print(f"{total - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
