"""The words of passphrases: short, common, not easily misheard, and none that could hurt here."""

from __future__ import annotations

_TEXT = """
acorn almond amber anchor apple april apron arch arrow atlas autumn badge bagel bakery balcony bamboo
banjo barley basil basket beacon bench berry bicycle biscuit blanket blossom bonnet bottle bramble brass
bridge bronze brook brush bucket butter button cabin cactus camera candle canoe canvas caramel cardigan
carpet carrot castle cedar cello chalk cherry chestnut cider cinema circus clover cobalt coconut comet
compass copper coral cotton cousin cradle crayon cricket crimson crystal cupboard curtain cushion daisy
denim diamond dolphin domino donkey drawer drum eagle easel echo elbow elm ember emerald engine envelope
fabric falcon feather fern ferry fiddle field finch flagstone flannel flute forest fossil fountain
garden garlic gazebo ginger giraffe glacier glove gold grape gravel guitar hammock harbour harvest hazel
heather hedge heron hill honey horizon island ivory jacket jasmine jelly jigsaw juniper kayak kettle
kitten ladder lagoon lantern lavender leaf lemon lilac linen lobster locket lunch magnet mango maple
marble market meadow melon mint mirror mitten mosaic mountain muffin museum mustard napkin needle nettle
nutmeg oak oasis ocean olive onion opal orange orchard orchid otter oven oyster paddle panda paper
parcel parrot parsley pasture peach peanut pear pebble pencil penguin pepper piano pigeon pillow pine
planet plum pocket pond poppy postcard potato prairie pudding puffin pumpkin puzzle quartz quilt rabbit
radish rainbow raisin ribbon river robin rocket rosemary ruby saddle saffron sailor salad sandal
sapphire satin scarf seaside shell silver sketch slipper spinach sponge spoon spring squirrel starling
stone straw summer sunset swallow table tangerine teapot thimble thistle thyme tiger timber toast tomato
topaz trumpet tulip tunnel turnip turtle umbrella valley vanilla velvet village violet violin waffle
wagon walnut willow window winter wool yellow zebra
"""
WORDS: tuple[str, ...] = tuple(_TEXT.split())
