global using LeakyCauldron.BuildingBlocks.Discovery;
