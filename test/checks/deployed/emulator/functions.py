"""Lambda functions as Node.js processes, run by AWS's runtime interface client (aws-lambda-ric) with a Runtime API here.

One process is one execution environment: it is started once, takes one event at a time, ends with its timeout, and is
started again when it died. Source: AWS Lambda Developer Guide, "Using the Lambda runtime API" (2018-06-01).
"""
import array
import fcntl
import json
import os
import queue
import subprocess
import termios
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import localstack.services.lambda_.invocation.event_manager as event_manager
import localstack.services.lambda_.invocation.runtime_executor as runtime_executor
from localstack.services.lambda_.invocation.execution_environment import ExecutionEnvironment
from localstack.services.lambda_.invocation.lambda_models import InvocationResult

PREFIX = "/2018-06-01/runtime"
START_LIMIT_SECONDS = 60
QUIET_SECONDS = 0.03
RUNNING = set()


def kill_all():
    for process in list(RUNNING):
        process.kill()


class RuntimeApi(BaseHTTPRequestHandler):
    """What the client asks for; `server.environment` is the process that it serves."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments):
        pass

    def do_GET(self):
        environment = self.server.environment
        environment.tell("ready", None)
        event = environment.events.get()
        if event is None:
            self.close_connection = True
            return
        self.send(200, event["payload"].encode(), {
            "Lambda-Runtime-Aws-Request-Id": event["invoke-id"],
            "Lambda-Runtime-Deadline-Ms": str(event["deadline-ms"]),
            "Lambda-Runtime-Invoked-Function-Arn": event["invoked-function-arn"],
            "Lambda-Runtime-Trace-Id": event["trace-id"],
        })

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = self.read_chunks()
        end = self.path.rsplit("/", 1)[-1]
        is_start = self.path == PREFIX + "/init/error"
        self.send(202, b'{"status":"OK"}', {})
        self.server.environment.tell("failed" if is_start else end, body)

    def read_chunks(self):
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def send(self, status, body, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class FunctionProcess(runtime_executor.RuntimeExecutor):
    """One execution environment, as LocalStack wants it."""

    node = client = notes = None

    def start(self, env_vars):
        self.variables = {name: str(value) for name, value in env_vars.items()}
        self.launch()

    def launch(self):
        self.events, self.answers, self.lines = queue.Queue(), queue.Queue(), []
        self.logged = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), RuntimeApi)
        self.server.daemon_threads = True
        self.server.environment = self
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        version = self.function_version
        folder = str(version.config.code.get_unzipped_code_location())
        name = version.id.function_name
        environment = {
            **self.variables,
            "PATH": os.environ["PATH"],
            "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:%d" % self.server.server_port,
            "AWS_EXECUTION_ENV": "AWS_Lambda_" + version.config.runtime,
            "AWS_LAMBDA_LOG_LEVEL": version.config.logging_config.get("ApplicationLogLevel", "INFO"),
            "AWS_SDK_UA_APP_ID": name,
            "LAMBDA_TASK_ROOT": folder,
        }
        self.process = subprocess.Popen([self.node, self.client], cwd=folder, env=environment, text=True, bufsize=1,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        RUNNING.add(self.process)
        with open(self.notes + "/processes.ndjson", "a") as file:
            file.write(json.dumps({"function": name, "pid": self.process.pid}) + "\n")
        threading.Thread(target=self.read_lines, args=[self.process, self.lines, self.answers], daemon=True).start()
        kind, body = self.take(START_LIMIT_SECONDS)
        if kind != "ready":
            self.end()
            raise RuntimeError("the function does not start: %s %s %s" % (kind, body, "".join(self.lines[-20:])))

    @staticmethod
    def read_lines(process, lines, answers):
        for line in process.stdout:
            lines.append(line)
        process.wait()
        RUNNING.discard(process)
        answers.put(("died", None))

    def tell(self, kind, body):
        self.answers.put((kind, body))

    def take(self, seconds):
        try:
            return self.answers.get(timeout=seconds)
        except queue.Empty:
            return ("timed out", None)

    def invoke(self, payload):
        if self.process.poll() is not None:
            self.end()
            self.launch()
        while not self.answers.empty():
            self.answers.get()
        request, timeout = payload["invoke-id"], self.function_version.config.timeout
        self.events.put({**payload, "deadline-ms": int((time.time() + timeout) * 1000)})
        kind, body = self.take(timeout)
        while kind == "ready":
            kind, body = self.take(timeout)
        if kind == "timed out":
            self.process.kill()
        self.wait_for_quiet()
        end = len(self.lines)
        logs, self.logged = "".join(self.lines[self.logged:end]), end
        if kind in ("response", "error"):
            return InvocationResult(request, body, is_error=kind == "error", logs=logs)
        message = "Task timed out after %d.00 seconds" % timeout if kind == "timed out" else "Runtime exited"
        error = {"errorType": "Sandbox.Timedout" if kind == "timed out" else "Runtime.ExitError",
                 "errorMessage": "RequestId: %s Error: %s" % (request, message)}
        return InvocationResult(request, json.dumps(error).encode(), is_error=True, logs=logs)

    def wait_for_quiet(self):
        """What was written before the answer may still be in the pipe."""
        seen = -1
        while seen != len(self.lines) or self.count_unread() > 0:
            seen = len(self.lines)
            time.sleep(QUIET_SECONDS)

    def count_unread(self):
        count = array.array("i", [0])
        fcntl.ioctl(self.process.stdout, termios.FIONREAD, count)
        return count[0]

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.events.put(None)
        self.server.shutdown()
        self.server.server_close()

    def stop(self):
        self.end()

    def get_address(self):
        return "127.0.0.1"

    def get_endpoint_from_executor(self):
        return "127.0.0.1"

    def get_runtime_endpoint(self):
        return "http://127.0.0.1/unused"

    def get_logs(self):
        return "".join(self.lines)

    @classmethod
    def prepare_version(cls, function_version):
        function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version):
        pass


class PollerThatGivesBack(event_manager.Poller):
    """Takes the asynchronous events of one version of a function, until a newer version replaces it.

    LocalStack's drops what it still receives then: the new version sees it a function's timeout and a minute later.
    """

    def run(self, *_arguments, **_options):
        version, url = self.version_manager.function_version, self.event_queue_url
        events = event_manager.get_sqs_client(version)
        while not self._shutdown_event.is_set():
            received = events.receive_message(QueueUrl=url, MaxNumberOfMessages=1, WaitTimeSeconds=2,
                                              VisibilityTimeout=version.config.timeout + 60)
            for message in received["Messages"] or []:
                if self._shutdown_event.is_set():
                    events.send_message(QueueUrl=url, MessageBody=message["Body"])
                    events.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                else:
                    self.invoker_pool.submit(self.handle_message, message)

    def stop(self):
        """What has been taken is handled; LocalStack's cancels it."""
        self._shutdown_event.set()


def install(notes, node, client):
    FunctionProcess.notes, FunctionProcess.node, FunctionProcess.client = notes, node, client
    runtime_executor.get_runtime_executor = lambda: FunctionProcess
    import localstack.services.lambda_.invocation.execution_environment as execution_environment
    import localstack.services.lambda_.invocation.version_manager as version_manager
    execution_environment.get_runtime_executor = lambda: FunctionProcess
    version_manager.get_runtime_executor = lambda: FunctionProcess

    event_manager.Poller = PollerThatGivesBack

    # LocalStack writes to /aws/lambda/<name>, whatever LoggingConfig says.
    of_name = ExecutionEnvironment.get_log_group_name
    ExecutionEnvironment.get_log_group_name = lambda self: (
        self.function_version.config.logging_config.get("LogGroup") or of_name(self))
