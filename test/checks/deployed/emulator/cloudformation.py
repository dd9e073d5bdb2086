"""What LocalStack's CloudFormation gets wrong or leaves out: custom resources, changes of policies and rules, ARNs of jobs, `${!name}`,
parts that a condition brings in, numbers beside text, lists of the last deployment."""
import json
import re
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import localstack.services.cloudformation.engine.template_utils as template_utils
import localstack.services.cloudformation.engine.v2.change_set_model_preproc as preproc
import localstack.services.cloudformation.engine.v2.change_set_model_validator as validator
from localstack.services.events.resource_providers.aws_events_rule import EventsRuleProvider, extract_rule_name
from localstack.services.iam.resource_providers.aws_iam_managedpolicy import IAMManagedPolicyProvider
from localstack.services.iam.resource_providers.aws_iam_role import IAMRoleProvider
from localstack.services.cloudformation.resource_provider import (
    OperationStatus,
    ProgressEvent,
    ResourceProvider,
    ResourceProviderExecutor,
)
from moto.iam import policy_validation

ValidationError = preproc.ValidationError
DEFAULT_TIMEOUT_SECONDS = 3600


class CustomResource(ResourceProvider):
    """Asks the function of the service token, as CloudFormation does, and waits for what it puts to the response URL.

    Source: AWS CloudFormation User Guide, "Custom resource reference".
    """

    TYPE = "AWS::CloudFormation::CustomResource"
    SCHEMA = {"typeName": TYPE, "primaryIdentifier": ["/properties/PhysicalResourceId"], "properties": {}}

    def create(self, request):
        return self.ask("Create", request, request.desired_state, {})

    def update(self, request):
        before = dict(request.previous_state)
        physical = before.pop("PhysicalResourceId")
        return self.ask("Update", request, request.desired_state,
                        {"PhysicalResourceId": physical, "OldResourceProperties": before})

    def delete(self, request):
        before = dict(request.desired_state)
        physical = before.pop("PhysicalResourceId", None)
        if physical is None:
            return ProgressEvent(OperationStatus.SUCCESS, resource_model={})
        return self.ask("Delete", request, before, {"PhysicalResourceId": physical})

    def ask(self, kind, request, properties, more):
        properties = {name: value for name, value in properties.items() if name != "PhysicalResourceId"}
        answers = Answers()
        event = {
            "RequestType": kind,
            "ServiceToken": properties["ServiceToken"],
            "ResponseURL": answers.url,
            "StackId": request.stack_id,
            "RequestId": str(uuid.uuid4()),
            "LogicalResourceId": request.logical_resource_id,
            "ResourceType": request.resource_type,
            "ResourceProperties": as_text(properties),
            **as_text(more),
        }
        request.aws_client_factory.lambda_.invoke(
            FunctionName=properties["ServiceToken"], InvocationType="Event", Payload=json.dumps(event))
        answer = answers.wait(int(properties.get("ServiceTimeout", DEFAULT_TIMEOUT_SECONDS)))
        if answer is None:
            return ProgressEvent(OperationStatus.FAILED, resource_model={},
                                 message="CloudFormation did not receive a response from your Custom Resource.")
        model = {**properties, "PhysicalResourceId": answer["PhysicalResourceId"]}
        if answer["Status"] == "SUCCESS":
            return ProgressEvent(OperationStatus.SUCCESS, resource_model=model)
        return ProgressEvent(OperationStatus.FAILED, resource_model=model,
                             message="Received response status [FAILED] from custom resource. Message returned: %s"
                             % answer["Reason"])


class Answers:
    """A pre-signed URL of one answer, on loopback."""

    def __init__(self):
        self.answer, self.came = None, threading.Event()
        outer = self

        class Put(BaseHTTPRequestHandler):
            def do_PUT(self):
                outer.answer = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                outer.came.set()

            def log_message(self, *_arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Put)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = "http://127.0.0.1:%d/pre-signed" % self.server.server_port

    def wait(self, seconds):
        self.came.wait(seconds)
        self.server.shutdown()
        self.server.server_close()
        return self.answer


def as_text(value):
    """CloudFormation sends every scalar as text."""
    if isinstance(value, dict):
        return {name: as_text(item) for name, item in value.items()}
    if isinstance(value, list):
        return [as_text(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


class NamesInText:
    """`re` for Fn::Sub: `${!name}` is no reference."""

    def __getattr__(self, name):
        return getattr(re, name)

    @staticmethod
    def findall(pattern, text):
        return [name for name in re.findall(pattern, text) if not name.startswith("!")]


def literal_names(value):
    return value.replace("${!", "${") if isinstance(value, str) else value


def equal_as_text(self, node):
    """CloudFormation compares parameters of type Number as the text they were given as."""
    def compute(arguments):
        first, second = (str(item) if isinstance(item, (int, float)) and not isinstance(item, bool) else item
                         for item in arguments)
        return first == second

    return self._cached_apply(scope=node.scope, arguments_delta=self.visit(node.arguments), resolver=compute)


def change_policy(_provider, request):
    document = json.dumps(request.desired_state["PolicyDocument"])
    request.aws_client_factory.iam.create_policy_version(
        PolicyArn=request.previous_state["Id"], PolicyDocument=document, SetAsDefault=True)
    return ProgressEvent(OperationStatus.SUCCESS, resource_model={**request.previous_state, **request.desired_state})


def change_role(update):
    """LocalStack leaves the policies that lie in a role as they were."""
    def change(provider, request):
        event = update(provider, request)
        for policy in request.desired_state.get("Policies", []):
            request.aws_client_factory.iam.put_role_policy(
                RoleName=event.resource_model["RoleName"], PolicyName=policy["PolicyName"],
                PolicyDocument=json.dumps(policy["PolicyDocument"]))
        return event

    return change


def change_rule(provider, request):
    """PutRule replaces a rule of the same name."""
    request.desired_state["Name"] = extract_rule_name(request.previous_state["Id"])
    return provider.create(request)


def typed(value, kind):
    """The value of a parameter as its type has it: LocalStack leaves those of the last deployment as text."""
    if not isinstance(value, str):
        return value
    if kind == "CommaDelimitedList" or kind.startswith("List<"):
        return [item.strip() for item in value.split(",")]
    return preproc.to_number(value) if kind == "Number" else value


def attribute_of_new_parts(resolve):
    """A part that a condition brings in has no attributes before: LocalStack takes that for a mistake of the template."""
    def attribute(self, arguments, select_before):
        try:
            return resolve(self, arguments, select_before)
        except ValidationError:
            if select_before:
                return preproc.Nothing
            raise

    return attribute


def install():
    # Source: Service Authorization Reference, "Resource types defined by Amazon S3": a job's ARN has a region.
    policy_validation.SERVICE_TYPE_REGION_INFORMATION_ERROR_ASSOCIATIONS["s3"]["valid_starting_values"].append("job/")
    parameter = preproc.ChangeSetModelPreproc.visit_node_parameter

    def typed_parameter(self, node):
        delta = parameter(self, node)
        kinds = self.visit(node.type_)
        kind = kinds.after if preproc.is_nothing(kinds.before) else kinds.before
        return preproc.PreprocEntityDelta(before=typed(delta.before, kind), after=delta.after)

    preproc.ChangeSetModelPreproc.visit_node_parameter = typed_parameter
    preproc.re = validator.re = template_utils.re = NamesInText()
    # The validator has a substitution of its own, which only looks for names.
    substitute = preproc.ChangeSetModelPreproc.visit_node_intrinsic_function_fn_sub

    def substitute_names(self, node):
        delta = substitute(self, node)
        return preproc.PreprocEntityDelta(before=literal_names(delta.before), after=literal_names(delta.after))

    preproc.ChangeSetModelPreproc.visit_node_intrinsic_function_fn_sub = substitute_names
    preproc.ChangeSetModelPreproc.visit_node_intrinsic_function_fn_equals = equal_as_text
    resolve = preproc.ChangeSetModelPreproc._resolve_attribute
    preproc.ChangeSetModelPreproc._resolve_attribute = attribute_of_new_parts(resolve)

    IAMManagedPolicyProvider.update = change_policy
    IAMRoleProvider.update = change_role(IAMRoleProvider.update)
    EventsRuleProvider.update = change_rule

    load = ResourceProviderExecutor.try_load_resource_provider

    def load_with_custom_resources(resource_type):
        if resource_type and resource_type.startswith("Custom::"):
            return CustomResource()
        return load(resource_type)

    ResourceProviderExecutor.try_load_resource_provider = staticmethod(load_with_custom_resources)
