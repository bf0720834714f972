import pytest
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner

from nlu.graph_runner import PlainGraphRunner


class Adder(GraphComponent):
    @classmethod
    def create(cls, config, model_storage, resource, execution_context):
        return cls()

    def add(self, left: int, right: int) -> int:
        return left + right


def node(**needs: str) -> SchemaNode:
    return SchemaNode(needs=needs, uses=Adder, constructor_name="create", fn="add", config={}, eager=True)


SCHEMA = GraphSchema(
    {"sum": node(left="one", right="two"), "double": node(left="sum", right="sum"), "unused": node(left="x", right="y")}
)


def run(runner_class, inputs, targets):
    return runner_class.create(SCHEMA, None, ExecutionContext(SCHEMA)).run(inputs, targets)


def test_it_gives_what_dask_gives():
    inputs, targets = {"one": 1, "two": 2}, ["double"]
    assert run(PlainGraphRunner, inputs, targets) == run(DaskGraphRunner, inputs, targets) == {"double": 6}


def test_an_input_that_bears_the_name_of_a_node_is_refused():
    with pytest.raises(GraphRunError):
        run(PlainGraphRunner, {"sum": 1}, ["double"])


def test_a_missing_input_is_named():
    with pytest.raises(GraphRunError, match="two"):
        run(PlainGraphRunner, {"one": 1}, ["sum"])
