"""What a boto3 user sees of the registry at the endpoint in argv[1]; prints one JSON object."""

import json
import sys

import boto3

glue = boto3.client(
    "glue",
    endpoint_url=sys.argv[1],
    region_name="us-east-1",
    aws_access_key_id="AKIDEXAMPLE",
    aws_secret_access_key="secret",
)
seen = {}

try:
    glue.get_registry(RegistryId={"RegistryName": "nope"})
except glue.exceptions.EntityNotFoundException as error:
    seen["missing"] = [error.response["Error"]["Code"], error.response["Error"]["Message"]]
    seen["status"] = error.response["ResponseMetadata"]["HTTPStatusCode"]
    seen["request_id"] = error.response["ResponseMetadata"]["RequestId"]

glue.create_registry(RegistryName="r1")
definition = json.dumps({"type": "record", "name": "Item", "fields": []})
for number in range(30):
    glue.create_schema(
        RegistryId={"RegistryName": "r1"},
        SchemaName=f"s{number:02}",
        DataFormat="AVRO",
        Compatibility="NONE",
        SchemaDefinition=definition,
    )

try:
    glue.create_registry(RegistryName="r1")
except glue.exceptions.AlreadyExistsException as error:
    seen["duplicate"] = error.response["Error"]["Message"]

pages = list(glue.get_paginator("list_schemas").paginate())
seen["pages"] = [len(page["Schemas"]) for page in pages]
seen["schemas"] = len({schema["SchemaName"] for page in pages for schema in page["Schemas"]})

schema_id = {"RegistryName": "r1", "SchemaName": "s00"}
for size in range(29):
    fixed = json.dumps({"type": "fixed", "name": "F", "size": size})
    glue.register_schema_version(SchemaId=schema_id, SchemaDefinition=fixed)
versions = glue.get_paginator("list_schema_versions").paginate(SchemaId=schema_id).build_full_result()
seen["versions"] = sorted(version["VersionNumber"] for version in versions["Schemas"])
latest = glue.get_schema_version(SchemaId=schema_id, SchemaVersionNumber={"LatestVersion": True})
seen["latest"] = [latest["VersionNumber"], latest["Status"], latest["SchemaDefinition"]]
registries = glue.get_paginator("list_registries").paginate(PaginationConfig={"PageSize": 1}).build_full_result()
seen["registries"] = [registry["RegistryName"] for registry in registries["Registries"]]

print(json.dumps(seen))
