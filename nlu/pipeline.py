"""The components under the names that config.yml gives them.

Registering asks for Rasa's recipe, which imports TensorFlow; a trained model names the components'
own modules, so that loading one does without.
"""

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from nlu.components.entity_extractor import EntityExtractor
from nlu.components.label_classifier import LabelClassifier
from nlu.components.spacy_nlp import SpacyNLP
from nlu.components.tokenizer import FrenchTokenizer

_Type = DefaultV1Recipe.ComponentType
_register = DefaultV1Recipe.register

_register([_Type.MODEL_LOADER, _Type.MESSAGE_FEATURIZER], is_trainable=False, model_from="SpacyNLP")(SpacyNLP)
_register(_Type.MESSAGE_TOKENIZER, is_trainable=False)(FrenchTokenizer)
_register(_Type.ENTITY_EXTRACTOR, is_trainable=True)(EntityExtractor)
_register(_Type.INTENT_CLASSIFIER, is_trainable=True, model_from="SpacyNLP")(LabelClassifier)

__all__ = ["EntityExtractor", "FrenchTokenizer", "LabelClassifier", "SpacyNLP"]
