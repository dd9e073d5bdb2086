"""A training job whose profiling report reports usage: `training-job fix` opts it out (Option 1)."""
from sagemaker.debugger import ProfilerRule, rule_configs
from sagemaker.pytorch import PyTorch

estimator = PyTorch(
    entry_point="model.py",
    role="arn:aws:iam::111122223333:role/training",
    framework_version="1.12.0",
    py_version="py38",
    instance_count=1,
    instance_type="ml.p3.2xlarge",
    rules=[ProfilerRule.sagemaker(rule_configs.ProfilerReport())],
)
estimator.fit("s3://bucket/data/")
