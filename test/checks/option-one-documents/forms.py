"""Reads forms.ts's lines: other parsers see the document before plus the parameter, and botocore takes the request."""
import json
import sys

import botocore.session
import yaml
from botocore.serialize import create_serializer
from botocore.validate import ParamValidator

MODEL = botocore.session.get_session().get_service_model("sagemaker").operation_model("CreateTrainingJob")
SERIALIZER = create_serializer("json", include_validation=False)


def opted_out(value):
    """The value with the parameter in each ProfilerReport rule, also in texts that are JSON."""
    if isinstance(value, list):
        return [opted_out(item) for item in value]
    if isinstance(value, str):
        try:
            inner = json.loads(value)
        except ValueError:
            return value
        return ("json", opted_out(inner)) if isinstance(inner, (dict, list)) else value
    if not isinstance(value, dict):
        return value
    changed = {key: opted_out(item) for key, item in value.items()}
    if value.get("rule_to_invoke") == "ProfilerReport":
        changed["opt_out_telemetry"] = "True"
    return changed


def requests_in(value):
    """What holds the rules, wherever it stands."""
    if isinstance(value, tuple):
        value = value[1]
    if isinstance(value, list):
        return [found for item in value for found in requests_in(item)]
    if not isinstance(value, dict):
        return []
    own = [value] if "ProfilerRuleConfigurations" in value else []
    return own + [found for item in value.values() for found in requests_in(item)]


def serialize(request):
    report = ParamValidator().validate(request, MODEL.input_shape)
    assert not report.has_errors(), report.generate_report()
    return json.loads(SERIALIZER.serialize_to_request(request, MODEL)["body"])


def check(form):
    parse = json.loads if form["syntax"] == "json" else yaml.safe_load
    before, after = parse(form["before"]), parse(form["after"])
    fixed = "in-force" if form["expected"] == "absent" else form["expected"]
    assert form["found"] == [form["expected"]], form["found"]
    assert form["again"] == [fixed], form["again"]
    assert opted_out(before) == opted_out(after)
    # Nothing is left to be opted out.
    assert opted_out(after) == with_texts(after)
    [request] = requests_in(with_texts(after))
    assert serialize(request) == opted_out(form["request"])
    if form["expected"] != "absent":
        assert form["before"] == form["after"]


def with_texts(value):
    """The value with texts that are JSON read, and nothing else changed."""
    if isinstance(value, list):
        return [with_texts(item) for item in value]
    if isinstance(value, dict):
        return {key: with_texts(item) for key, item in value.items()}
    changed = opted_out(value)
    return ("json", with_texts(json.loads(value))) if isinstance(changed, tuple) else value


passed = failed = 0
for line in sys.stdin:
    form = json.loads(line)
    try:
        check(form)
        passed += 1
    except Exception as error:
        failed += 1
        if failed <= 3:
            print(f"{type(error).__name__}: {error}\n{form['before']}\n==>\n{form['after']}", file=sys.stderr)
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
